import { textAt } from "../../body";
import { ArmError } from "../../armError";
import type { ResourceType } from "../../resourceType";
import { serverType } from "./restore";

/** A server parameter as the service describes it. */
interface Parameter {
  readonly value: string;
  readonly type: "Boolean" | "Enumeration" | "Integer" | "Numeric" | "String" | "Set";
  /** `on,off`, or a range `10-600000`. Empty: any text. */
  readonly allowed: string;
  readonly isStatic?: true;
  readonly isReadOnly?: true;
}

/** Parameters that the local cloud knows. @see https://learn.microsoft.com/azure/postgresql/server-parameters/concepts-server-parameters */
const parameters: Readonly<Record<string, Parameter>> = {
  array_nulls: { value: "on", type: "Boolean", allowed: "on,off" },
  "azure.extensions": { value: "", type: "Set", allowed: "" },
  autovacuum: { value: "on", type: "Boolean", allowed: "on,off" },
  autovacuum_vacuum_scale_factor: { value: "0.2", type: "Numeric", allowed: "0-100" },
  client_min_messages: {
    value: "notice",
    type: "Enumeration",
    allowed: "debug5,debug4,debug3,debug2,debug1,log,notice,warning,error",
  },
  "connection_throttle.enable": { value: "off", type: "Boolean", allowed: "on,off" },
  deadlock_timeout: { value: "1000", type: "Integer", allowed: "1-2147483647" },
  idle_in_transaction_session_timeout: { value: "0", type: "Integer", allowed: "0-2147483647" },
  lock_timeout: { value: "0", type: "Integer", allowed: "0-2147483647" },
  log_checkpoints: { value: "on", type: "Boolean", allowed: "on,off" },
  log_connections: { value: "on", type: "Boolean", allowed: "on,off" },
  log_disconnections: { value: "on", type: "Boolean", allowed: "on,off" },
  log_min_duration_statement: { value: "-1", type: "Integer", allowed: "-1-2147483647" },
  log_statement: { value: "none", type: "Enumeration", allowed: "none,ddl,mod,all" },
  maintenance_work_mem: { value: "157696", type: "Integer", allowed: "1024-2097151" },
  max_connections: { value: "859", type: "Integer", allowed: "25-5000", isStatic: true },
  max_replication_slots: { value: "10", type: "Integer", allowed: "2-262143", isStatic: true },
  max_wal_senders: { value: "10", type: "Integer", allowed: "5-100", isStatic: true },
  max_worker_processes: { value: "8", type: "Integer", allowed: "0-262143", isStatic: true },
  "pgbouncer.enabled": { value: "false", type: "Boolean", allowed: "true,false" },
  "pg_qs.query_capture_mode": { value: "none", type: "Enumeration", allowed: "top,all,none" },
  "pgms_wait_sampling.query_capture_mode": {
    value: "none",
    type: "Enumeration",
    allowed: "all,none",
  },
  random_page_cost: { value: "2", type: "Numeric", allowed: "0-1.79769e+308" },
  require_secure_transport: { value: "on", type: "Boolean", allowed: "on,off" },
  shared_buffers: { value: "262144", type: "Integer", allowed: "16-1073741823", isStatic: true },
  shared_preload_libraries: {
    value: "pg_cron,pg_stat_statements",
    type: "Set",
    allowed: "",
    isStatic: true,
  },
  ssl: { value: "on", type: "Boolean", allowed: "on,off", isReadOnly: true },
  ssl_min_protocol_version: { value: "TLSv1.2", type: "Enumeration", allowed: "TLSv1.2,TLSv1.3" },
  statement_timeout: { value: "0", type: "Integer", allowed: "0-2147483647" },
  timezone: { value: "UTC", type: "String", allowed: "" },
  track_io_timing: { value: "off", type: "Boolean", allowed: "on,off" },
  wal_level: { value: "replica", type: "Enumeration", allowed: "replica,logical", isStatic: true },
  work_mem: { value: "4096", type: "Integer", allowed: "4096-2097151" },
};

/** Whether a value is one that a parameter takes. Booleans come in any case, numbers within their range. */
function accepts(parameter: Parameter, value: string): boolean {
  if (parameter.allowed === "") return true;
  const range = /^(-?[\d.]+)-([\d.e+]+)$/.exec(parameter.allowed);
  if (range !== null) {
    const number = Number(value);
    if (value.trim() === "" || Number.isNaN(number)) return false;
    if (parameter.type === "Integer" && !Number.isInteger(number)) return false;
    return number >= Number(range[1]) && number <= Number(range[2]);
  }
  return (
    parameter.allowed.split(",").includes(value.toLowerCase()) ||
    parameter.allowed.split(",").includes(value)
  );
}

/**
 * Server parameters. Each exists from the server's creation: a write sets it, a delete puts the service's value
 * back. A parameter that is not in the table is kept as given.
 *
 * @see https://learn.microsoft.com/azure/postgresql/server-parameters/how-to-server-parameters-set-value
 */
export const configurations: ResourceType = {
  type: `${serverType}/configurations`,
  apiVersions: [
    "2025-08-01",
    "2026-04-01-preview",
    "2024-08-01",
    "2025-06-01-preview",
    "2025-01-01-preview",
    "2022-12-01",
  ],
  singleton: true,
  inborn: Object.keys(parameters),
  defaults: ({ name, desired }) => {
    const usual = parameters[name]?.value ?? "";
    const value = textAt(desired, "properties.value") ?? usual;
    return {
      properties: { value, source: value === usual ? "system-default" : "user-override" },
    };
  },
  validate: ({ name, desired }) => {
    const parameter = parameters[name];
    const value = textAt(desired, "properties.value");
    if (value === undefined) {
      // Code and message are not documented.
      throw new ArmError(
        400,
        "MissingRequiredParameter",
        "Required parameter Value was not provided.",
      );
    }
    if (parameter === undefined) return;
    if (parameter.isReadOnly === true && value !== parameter.value) {
      throw new ArmError(
        400,
        "ReadOnlyParameter", // Code not documented.
        `The server parameter '${name}' is read-only.`,
      );
    }
    if (accepts(parameter, value)) return;
    throw new ArmError(
      400,
      "InvalidParameterValue",
      `The value '${value}' is not valid for configuration '${name}'. Allowed values: '${parameter.allowed}'.`,
    );
  },
  computed: ({ resource }) => {
    const parameter = parameters[resource.name];
    if (parameter === undefined) return {};
    const changed = textAt(resource.desired, "properties.value") !== parameter.value;
    return {
      properties: {
        defaultValue: parameter.value,
        dataType: parameter.type,
        allowedValues: parameter.allowed,
        isDynamicConfig: parameter.isStatic !== true,
        isReadOnly: parameter.isReadOnly === true,
        isConfigPendingRestart: parameter.isStatic === true && changed,
        documentationLink: `https://www.postgresql.org/docs/current/runtime-config.html#GUC-${resource.name.toUpperCase().replaceAll("_", "-")}`,
      },
    };
  },
  duration: {
    create: 20,
    source:
      "https://learn.microsoft.com/azure/postgresql/server-parameters/how-to-server-parameters-set-value",
  },
};
