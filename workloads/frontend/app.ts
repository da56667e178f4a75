// What the browser runs. The build puts the stack's values in the place of these names.
declare const VITE_API_URL: string;
declare const VITE_WS_URL: string;

function show(id: string, text: string): void {
  document.getElementById(id)!.textContent = text;
}

/** Calls the API as the signed-in user. */
function call(path: string, method = "GET"): Promise<Response> {
  return fetch(`${VITE_API_URL}${path}`, { method, credentials: "include" });
}

async function showHealth(id: string, url: string): Promise<void> {
  try {
    // Only api lets pages of another origin read its answers; of ws all that shows is whether it answers.
    const answer = await fetch(url, { mode: id === "api" ? "cors" : "no-cors" });
    show(id, answer.type === "opaque" || answer.ok ? "answers" : `unwell (${answer.status})`);
  } catch {
    show(id, "does not answer");
  }
}

async function showUser(): Promise<boolean> {
  const answer = await call("/me");
  if (!answer.ok) return false;
  const { name } = (await answer.json()) as { name: string };
  show("user", name);
  return true;
}

async function listen(): Promise<void> {
  const answer = await call("/ws-token");
  if (!answer.ok) return;
  const { token } = (await answer.json()) as { token: string };
  const socket = new WebSocket(`${VITE_WS_URL}/?token=${encodeURIComponent(token)}`);
  socket.addEventListener("message", ({ data }) => show("message", String(data)));
  // A server that restarts says so, and all of its clients come back: not at once.
  socket.addEventListener("close", () => {
    setTimeout(() => void listen(), 1_000 + Math.random() * 4_000);
  });
}

async function signInAsGuest(): Promise<void> {
  const answer = await call("/auth/guest", "POST");
  if (answer.ok && (await showUser())) await listen();
}

show("page", location.pathname);
document.getElementById("guest")!.addEventListener("click", () => void signInAsGuest());
void showHealth("api", `${new URL(VITE_API_URL).origin}/health`);
void showHealth("ws", `${VITE_WS_URL.replace(/^ws/, "http")}/health`);
void showUser().then((isSignedIn) => (isSignedIn ? listen() : undefined));
