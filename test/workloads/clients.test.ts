import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import type { WebSocket } from "ws";
import { Clients } from "../../workloads/webSocket/clients";

/** A socket that keeps what is sent over it, and how it was closed. */
class SocketFake extends EventEmitter {
  readonly sent: string[] = [];
  closedWith: number | undefined;

  send(text: string): void {
    this.sent.push(text);
  }

  close(code: number): void {
    this.closedWith = code;
    this.emit("close");
  }
}

function connected(clients: Clients, count: number): SocketFake[] {
  const sockets = Array.from({ length: count }, () => new SocketFake());
  for (const socket of sockets) clients.add(socket as unknown as WebSocket);
  return sockets;
}

describe("the clients of ws", () => {
  it("all hear what is sent", async () => {
    const clients = new Clients();
    const sockets = connected(clients, 3);
    clients.send("price");
    assert.deepEqual(
      sockets.map(({ sent }) => sent),
      [["price"], ["price"], ["price"]],
    );
    await clients.close();
  });

  it("are told of a restart, some at first and in the end all", async () => {
    const clients = new Clients();
    const sockets = connected(clients, 45);
    const closing = clients.close();
    assert.equal(sockets.filter(({ closedWith }) => closedWith === 1012).length, 20);
    await closing;
    assert.equal(sockets.filter(({ closedWith }) => closedWith === 1012).length, 45);
    assert.equal(clients.size, 0);
  });
});
