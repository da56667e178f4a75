import http from "node:http";

/**
 * What a local cloud's gateway answers by itself, whichever process runs it.
 *
 * @param path One of those that the local cloud names.
 * @throws Error where it can't tell, as when the process that runs it is of another version.
 */
export function askGateway<Answer>(gatewayPort: number, path: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    http
      .get({ host: "127.0.0.1", port: gatewayPort, path, agent: false }, (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("error", reject);
        answer.on("data", (more: string) => (text += more));
        answer.on("end", () => {
          if (answer.statusCode === 200) resolve(JSON.parse(text) as Answer);
          else reject(new Error(`The local cloud's gateway answers ${path}: ${text.trim()}`));
        });
      })
      .on("error", reject);
  });
}
