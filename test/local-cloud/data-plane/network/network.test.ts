import assert from "node:assert/strict";
import { once } from "node:events";
import net, { type Socket } from "node:net";
import { Network } from "../../../../local-cloud/data-plane/network/network";
import { closeServers, listen } from "../http/servers";

describe("the emulated internet's network", () => {
  afterEach(closeServers);

  it("routes an address with a port to the loopback port that listens there, in any spelling", () => {
    const network = new Network();
    network.listen("2001:DB8::10", 443, 40_001);
    network.listen("192.0.2.10", 443, 40_002);

    assert.deepEqual(
      [
        network.route("2001:db8::10", 443),
        network.route("192.0.2.10", 443),
        network.route("192.0.2.10", 80),
      ],
      [40_001, 40_002, undefined],
    );
  });

  it("lets whoever listened first go without harm to whoever listens now", () => {
    const network = new Network();
    const stopFirst = network.listen("192.0.2.10", 443, 40_001);
    network.listen("192.0.2.10", 443, 40_002);

    stopFirst();

    assert.equal(network.route("192.0.2.10", 443), 40_002);
  });

  it("connects to nobody where nobody listens", () => {
    assert.equal(new Network().connect("192.0.2.10", 443, "192.0.2.200"), undefined);
  });

  it("tells a server where a connection comes from, and loopback for one that came by itself", async () => {
    const network = new Network();
    const server = net.createServer();
    const port = await listen(server);
    network.listen("192.0.2.10", 443, port);
    const sourceOfNext = async () => {
      const [socket] = (await once(server, "connection")) as [Socket];
      await once(socket, "data");
      return network.sourceOf(socket);
    };

    const viaNetwork = sourceOfNext();
    network.connect("192.0.2.10", 443, "192.0.2.200")!.write("hello");
    assert.equal(await viaNetwork, "192.0.2.200");
    const byItself = sourceOfNext();
    net.connect(port, "127.0.0.1").write("hello");
    assert.equal(await byItself, "127.0.0.1");
  });
});
