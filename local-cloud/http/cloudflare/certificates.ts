/**
 * Certificates of the Origin CA.
 *
 * @see https://developers.cloudflare.com/api/resources/origin_ca_certificates/
 */

import type { OriginCertificate } from "../../cloudflare/cloudflareState";
import type { JsonObject } from "../../json";
import { paged } from "./listing";
import { bodyOf, type Handler, invalidBody } from "./reply";

/** Days, where the request doesn't say. */
const usualValidity = 5475;

export const listCertificates: Handler = ({ account, query }) => {
  const zone = account.zone(query.get("zone_id") ?? "");
  const found = account.originCa.certificatesOf(zone).map(certificateBody);
  // The sizes are not documented: they are those of zones.
  return paged(found, { usual: 20, least: 5, most: 50 }, query);
};

export const getCertificate: Handler = ({ account, path }) => ({
  result: certificateBody(account.originCa.certificate(path.certificate!)),
});

export const createCertificate: Handler = async (call) => {
  const { csr, hostnames, request_type: requestType, requested_validity: validity } = bodyOf(call);
  if (typeof csr !== "string" || typeof requestType !== "string") throw invalidBody();
  if (!Array.isArray(hostnames)) throw invalidBody();
  const names = hostnames.map((name) => {
    if (typeof name !== "string") throw invalidBody();
    return name;
  });
  const requestedValidity = validity ?? usualValidity;
  if (typeof requestedValidity !== "number") throw invalidBody();
  const { originCa } = call.account;
  return {
    result: certificateBody(
      await originCa.sign({ csr, hostnames: names, requestType, requestedValidity }),
    ),
  };
};

export const revokeCertificate: Handler = async ({ account, path }) => {
  const { id, revoked } = await account.originCa.revoke(path.certificate!);
  return { result: { id, revoked_at: revoked } };
};

function certificateBody(certificate: OriginCertificate): JsonObject {
  const { id, csr, hostnames, expires, requestType, requestedValidity, revoked } = certificate;
  return {
    id,
    certificate: certificate.certificate,
    csr,
    hostnames: [...hostnames],
    expires_on: expires,
    request_type: requestType,
    requested_validity: requestedValidity,
    ...(revoked === undefined ? {} : { revoked_at: revoked }),
  };
}
