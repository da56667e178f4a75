/** Logical names of prd that changes are made to. */
export const prd = {
  api: "path2-apps-api-container-app",
  ws: "path2-apps-ws-container-app",
  flusher: "path2-apps-flusher-container-app",
  migrate: "path2-apps-migrate-container-job",
  postgres: "path2-stores-postgres-server",
  vault: "path2-stores-vault-key-vault",
  registry: "path2-stores-registry-container-registry",
  redis: "path2-stores-redis-cluster",
  redisDatabase: "path2-stores-redis-database",
  environment: "path2-apps-environment-managed-environment",
  apiCname: "path2-apps-api-api.ftljeta.cloud-cname",
  apiCertificate: "path2-apps-api-api.ftljeta.cloud-certificate",
  wsCname: "path2-apps-ws-ws.ftljeta.cloud-cname",
  wsCertificate: "path2-apps-ws-ws.ftljeta.cloud-certificate",
  apiProof: "path2-apps-api-api.ftljeta.cloud-asuid",
} as const;
