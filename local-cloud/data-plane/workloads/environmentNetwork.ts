import { isIP } from "node:net";
import type { StoredResource } from "../../arm/resourceType";
import {
  appType,
  defaultDomainOf,
  residents,
  staticIpOf,
} from "../../arm/types/app/environmentFacts";
import type { Ground, NamedServers, Reached } from "../part";
import type { Answer, Question } from "./containerMessages";

/**
 * Where the containers of a managed environment get to: servers with names of their own, apps of the environment by
 * name through its ingress, and the emulated internet. There is no way out to the real one.
 *
 * @see https://learn.microsoft.com/azure/container-apps/connect-apps
 */
export class EnvironmentNetwork {
  private readonly ground: Ground;
  private readonly servers: readonly NamedServers[];
  private readonly environment: StoredResource;

  constructor(ground: Ground, servers: readonly NamedServers[], environment: StoredResource) {
    this.ground = ground;
    this.servers = servers;
    this.environment = environment;
  }

  answer(question: Question): Answer {
    if ("reach" in question) return this.reach(question.reach.host, question.reach.port);
    const addresses = this.lookUp(question.lookup.host);
    return addresses === undefined ? {} : { addresses };
  }

  /** Where a connection leads. */
  reach(host: string, port: number): Reached {
    const name = host.toLowerCase().replace(/\.$/, "");
    for (const server of this.servers) {
      const reached = server.reach(name, port, this.environment);
      if (reached !== undefined) return reached;
    }
    const addresses = this.addressesOf(name);
    if (addresses.length === 0) return { code: "ENOTFOUND" };
    for (const address of addresses) {
      const loopbackPort = this.ground.network.route(address, port);
      if (loopbackPort !== undefined) return { port: loopbackPort };
    }
    return { code: "ECONNREFUSED" };
  }

  private lookUp(host: string): string[] | undefined {
    const name = host.toLowerCase().replace(/\.$/, "");
    for (const server of this.servers) {
      const reached = server.reach(name, 0, this.environment);
      if (reached === undefined) continue;
      return "code" in reached && reached.code === "ENOTFOUND" ? undefined : [];
    }
    const addresses = this.addressesOf(name);
    return addresses.length === 0 ? undefined : addresses;
  }

  private addressesOf(name: string): string[] {
    if (isIP(name) !== 0) return [name];
    if (this.isOfEnvironment(name)) return [staticIpOf(this.environment)];
    return this.ground.resolver.addresses(name);
  }

  /** Whether a name is an app's own, or below the environment's domain: both lead to its ingress. */
  private isOfEnvironment(name: string): boolean {
    if (name.endsWith(`.${defaultDomainOf(this.environment).toLowerCase()}`)) return true;
    const { resourceManager } = this.ground;
    return residents(resourceManager, this.environment.id, appType).some(
      (app) => app.name === name,
    );
  }
}
