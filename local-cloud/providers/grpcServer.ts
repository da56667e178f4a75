import * as grpc from "@grpc/grpc-js";
import * as empty from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import * as services from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { clone, type JsonObject } from "../json";
import { PortTaken } from "../portTaken";
import { EngineLog } from "./engineLog";
import type { ProviderFront, Subject } from "./providerFront";

/** A provider that listens on loopback. */
export interface ListeningProvider {
  readonly name: string;
  readonly port: number;
  close(): Promise<void>;
}

type Handler<Request, Response> = (request: Request) => Promise<Response> | Response;

/**
 * Serves a provider front over the protocol by which the engine attaches to running providers.
 *
 * @param wanted Port to listen on; 0 takes any free one.
 * @throws PortTaken when somebody else listens there.
 * @see https://pulumi-developer-docs.readthedocs.io/latest/docs/architecture/providers/README.html
 */
export async function serveProvider(front: ProviderFront, wanted = 0): Promise<ListeningProvider> {
  const log = new EngineLog();
  const server = new grpc.Server({
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
  });
  server.addService(services.ResourceProviderService, implementation(front, log));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(
      `127.0.0.1:${wanted}`,
      grpc.ServerCredentials.createInsecure(),
      (error, bound) => (error ? reject(new PortTaken(wanted, error)) : resolve(bound)),
    );
  });
  return {
    name: front.name,
    port,
    close: async () => {
      log.close();
      server.forceShutdown();
    },
  };
}

function implementation(front: ProviderFront, log: EngineLog): grpc.UntypedServiceImplementation {
  let say = log.say.bind(log);
  const connect = (address: string) => {
    // Each engine has a person of its own, who is to be told what the one before was told.
    if (log.connect(address)) say = log.say.bind(log);
  };
  return {
    handshake: handler((request: messages.ProviderHandshakeRequest) => {
      connect(request.getEngineAddress());
      return new messages.ProviderHandshakeResponse();
    }),
    attach: handler((request: plugin.PluginAttach) => {
      connect(request.getAddress());
      return new empty.Empty();
    }),
    getPluginInfo: handler(() => {
      const info = new plugin.PluginInfo();
      info.setVersion(sdkVersion(front.sdk));
      return info;
    }),
    cancel: handler(() => new empty.Empty()),
    checkConfig: handler((request: messages.CheckRequest) => {
      const response = new messages.CheckResponse();
      response.setInputs(request.getNews());
      return response;
    }),
    diffConfig: handler(() => {
      const response = new messages.DiffResponse();
      response.setChanges(messages.DiffResponse.DiffChanges.DIFF_NONE);
      return response;
    }),
    configure: handler((request: messages.ConfigureRequest) => {
      front.configure(read(request.getArgs()));
      const response = new messages.ConfigureResponse();
      // Secrets arrive as plain values, and the engine marks what is made of them.
      response.setAcceptsecrets(false);
      response.setSupportspreview(true);
      response.setAcceptresources(false);
      response.setAcceptoutputs(false);
      return response;
    }),
    check: handler((request: messages.CheckRequest) => {
      const { inputs, failures } = front.check(
        subjectOf(request.getUrn()),
        read(request.getNews()),
        read(request.getOlds()),
        request.getRandomseed_asU8(),
      );
      const response = new messages.CheckResponse();
      response.setInputs(write(inputs));
      response.setFailuresList(
        failures.map(({ property, reason }) => {
          const failure = new messages.CheckFailure();
          failure.setProperty(property);
          failure.setReason(reason);
          return failure;
        }),
      );
      return response;
    }),
    diff: handler((request: messages.DiffRequest) => diffResponse(front, request)),
    create: handler(async (request: messages.CreateRequest) => {
      const subject = subjectOf(request.getUrn());
      const inputs = read(request.getProperties());
      const response = new messages.CreateResponse();
      if (request.getPreview()) {
        response.setProperties(write(front.previewCreate(subject, inputs)));
        return response;
      }
      const { id, outputs } = await front.create(subject, inputs, say);
      response.setId(id);
      response.setProperties(write(outputs));
      return response;
    }),
    read: handler(async (request: messages.ReadRequest) => {
      const found = await front.read(subjectOf(request.getUrn()), request.getId(), {
        inputs: read(request.getInputs()),
        outputs: read(request.getProperties()),
      });
      const response = new messages.ReadResponse();
      if (found === undefined) return response;
      response.setId(found.id);
      response.setInputs(write(found.inputs));
      response.setProperties(write(found.outputs));
      return response;
    }),
    update: handler(async (request: messages.UpdateRequest) => {
      const change = {
        subject: subjectOf(request.getUrn()),
        id: request.getId(),
        oldInputs: read(request.getOldInputs()),
        oldOutputs: read(request.getOlds()),
        inputs: read(request.getNews()),
      };
      const response = new messages.UpdateResponse();
      response.setProperties(
        write(request.getPreview() ? front.previewUpdate(change) : await front.update(change)),
      );
      return response;
    }),
    delete: handler(async (request: messages.DeleteRequest) => {
      await front.delete(
        subjectOf(request.getUrn()),
        request.getId(),
        read(request.getProperties()),
      );
      return new empty.Empty();
    }),
    invoke: handler(async (request: messages.InvokeRequest) => {
      const response = new messages.InvokeResponse();
      response.setReturn(write(await front.invoke(request.getTok(), read(request.getArgs()))));
      return response;
    }),
  };
}

function diffResponse(front: ProviderFront, request: messages.DiffRequest): messages.DiffResponse {
  const { changes, replaces, deleteBeforeReplace } = front.diff(
    subjectOf(request.getUrn()),
    request.getId(),
    read(request.getOldInputs()),
    read(request.getNews()),
  );
  const kinds = messages.PropertyDiff.Kind;
  const plain = { add: kinds.ADD, update: kinds.UPDATE, delete: kinds.DELETE };
  const replacing = {
    add: kinds.ADD_REPLACE,
    update: kinds.UPDATE_REPLACE,
    delete: kinds.DELETE_REPLACE,
  };
  const { DIFF_SOME, DIFF_NONE } = messages.DiffResponse.DiffChanges;
  const response = new messages.DiffResponse();
  const paths = Object.keys(changes);
  response.setChanges(paths.length > 0 ? DIFF_SOME : DIFF_NONE);
  response.setDiffsList([...new Set(paths.map((path) => path.split(/[.[]/)[0]!))]);
  response.setReplacesList([...new Set(replaces.map((path) => path.split(/[.[]/)[0]!))]);
  response.setDeletebeforereplace(deleteBeforeReplace);
  response.setHasdetaileddiff(true);
  for (const [path, change] of Object.entries(changes)) {
    const detail = new messages.PropertyDiff();
    detail.setKind((replaces.includes(path) ? replacing : plain)[change]);
    detail.setInputdiff(true);
    response.getDetaileddiffMap().set(path, detail);
  }
  return response;
}

/** Turns an error that a front throws into the status that the engine prints. */
function handler<Request, Response>(
  answer: Handler<Request, Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    Promise.resolve()
      .then(() => answer(call.request))
      .then(
        (response) => callback(null, response),
        (error: unknown) => {
          const message = error instanceof Error ? error.message : String(error);
          callback({ code: grpc.status.UNKNOWN, details: message, message });
        },
      );
  };
}

/** `urn:pulumi:prd::ftl::ftl:app:App$azure-native:app:ContainerApp::api-app` */
function subjectOf(urn: string): Subject {
  const [, , types = "", name = ""] = splitUrn(urn);
  return { urn, token: types.split("$").at(-1)!, name };
}

/** A logical name may itself hold `::`. */
function splitUrn(urn: string): string[] {
  const [stack = "", project = "", types = "", ...name] = urn.split("::");
  return [stack, project, types, name.join("::")];
}

function read(struct: Struct | undefined): JsonObject {
  return (struct?.toJavaScript() ?? {}) as JsonObject;
}

function write(value: JsonObject): Struct {
  return Struct.fromJavaScript(clone(value) as never);
}

/** The engine warns when an attached provider's version differs from the SDK's, so it reports the SDK's. */
function sdkVersion(sdk: string): string {
  return (require(`${sdk}/package.json`) as { version: string }).version;
}
