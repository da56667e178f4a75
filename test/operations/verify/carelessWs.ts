/** A ws for `node -e` that lets in whoever comes from the frontend, whatever token there is. */
export const carelessWs = `
const { createHash } = require("node:crypto");
const server = require("node:http").createServer((request, response) => response.end("well"));
server.on("upgrade", ({ headers }, socket) => {
  socket.on("error", () => {});
  const isOwn = process.env.CORS_ORIGINS.split(",").includes(headers.origin);
  if (!isOwn) return socket.end("HTTP/1.1 403 Forbidden\\r\\ncontent-length: 0\\r\\n\\r\\n");
  const accept = createHash("sha1")
    .update(headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
    .digest("base64");
  socket.write(
    "HTTP/1.1 101 Switching Protocols\\r\\nconnection: Upgrade\\r\\nupgrade: websocket\\r\\n" +
      "sec-websocket-accept: " + accept + "\\r\\n\\r\\n",
  );
});
server.listen(process.env.PORT);
process.on("SIGTERM", () => process.exit(0));
`;
