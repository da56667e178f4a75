import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { projectFolder } from "../../operations/project";
import { LoopbackNamespace } from "../support/loopbackNamespace";
import { temporaryFolder } from "../support/temporaryFolder";

describe("the local cloud in a network that is nothing but loopback", function () {
  this.timeout(120_000);
  let network: LoopbackNamespace;
  before(function () {
    const opened = LoopbackNamespace.open();
    if (typeof opened === "string") {
      process.stderr.write(`SKIPPED: no network namespace can be made here: ${opened}\n`);
      this.skip();
    }
    network = opened;
  });

  const works: readonly (readonly [what: string, command: readonly string[]])[] = [
    [
      "deploys stg on the real engine, with the policy pack",
      ["operations/bin/ftl.js", "local", "--", "up", "--yes", "--skip-preview", "--stack", "stg"],
    ],
    [
      "serves Microsoft's and Cloudflare's own clients",
      [
        "node_modules/mocha/bin/mocha.js",
        "test/local-cloud/http/clients/resources.test.ts",
        "test/local-cloud/http/cloudflare/access.test.ts",
      ],
    ],
  ];
  for (const [what, command] of works) {
    it(`${what}, and tries to reach nothing else`, async () => {
      const { exitCode, output, attempts } = await network.run([process.execPath, ...command], {
        cwd: projectFolder,
        variables: { FTL_LOCAL: path.join(temporaryFolder(), "local") },
      });

      assert.equal(exitCode, 0, output);
      assert.equal(attempts, 0, output);
    });
  }

  const overIpv6 = [
    "one over IPv6",
    'require("net").connect(443, "2001:db8::1").on("error", () => {})',
  ] as const;
  // The addresses are nobody's: RFC 5737, RFC 3849, RFC 2606. Each swallows its failure.
  const attempts: readonly (readonly [what: string, program: string])[] = [
    [
      "a connection to the outside",
      'require("net").connect(443, "192.0.2.1").on("error", () => {})',
    ],
    // Where IPv6 is switched off, nobody gets as far as an attempt.
    ...(fs.existsSync("/proc/net/if_inet6") ? [overIpv6] : []),
    [
      "a question for a name, in the system's way",
      'require("dns").lookup("name.example", () => {})',
    ],
    [
      "a question for a name, in Node's own way",
      'require("dns").resolve("name.example", () => {})',
    ],
    [
      "a datagram to the outside",
      'const socket = require("dgram").createSocket("udp4"); socket.send("x", 53, "192.0.2.1", () => socket.close())',
    ],
  ];
  for (const [what, program] of attempts) {
    it(`would catch ${what}, though nobody hears of its failure`, async () => {
      const ran = await network.run([process.execPath, "-e", program]);

      assert.equal(ran.exitCode, 0, ran.output);
      assert.notEqual(ran.attempts, 0);
    });
  }

  it("would not count a connection to loopback, answered or not", async () => {
    const program = 'require("net").connect(1, "localhost").on("error", () => {})';

    const ran = await network.run([process.execPath, "-e", program]);

    assert.deepEqual([ran.exitCode, ran.attempts], [0, 0], ran.output);
  });
});
