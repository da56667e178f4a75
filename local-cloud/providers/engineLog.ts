import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/** The engine's log, by which a provider speaks to the person at the terminal. */
export class EngineLog {
  private client: EngineClient | undefined;
  private address = "";

  /** @returns Whether this is another engine than before. */
  connect(address: string): boolean {
    if (address === "" || address === this.address) return false;
    this.client?.close();
    this.address = address;
    this.client = new EngineClient(address, grpc.credentials.createInsecure());
    return true;
  }

  say(severity: "info" | "warning", message: string, urn: string): void {
    const request = new LogRequest();
    request.setSeverity(severity === "info" ? LogSeverity.INFO : LogSeverity.WARNING);
    request.setMessage(message);
    request.setUrn(urn);
    // A message that can't be delivered, because the engine is gone, has nobody to read it.
    this.client?.log(request, () => undefined);
  }

  close(): void {
    this.client?.close();
    this.client = undefined;
  }
}
