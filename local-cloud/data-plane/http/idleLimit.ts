import type { Tunnel } from "./tunnel";

/** Cuts a tunnel through which nothing has passed for so long. */
export function cutWhenIdle(tunnel: Tunnel, limitMs: number): void {
  let timer: NodeJS.Timeout;
  const look = () => {
    const leftMs = tunnel.lastActivity() + limitMs - Date.now();
    if (leftMs <= 0) tunnel.destroy();
    else timer = setTimeout(look, leftMs);
  };
  timer = setTimeout(look, limitMs);
  void tunnel.closed.then(() => clearTimeout(timer));
}
