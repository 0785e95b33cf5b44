// Sites, their tokens, how they are paired, and copies of them.
import { randomBytes } from "node:crypto";

const { TE_TENANT_ID: tenant_id } = process.env;

export async function callSites(api) {
  const mark = randomBytes(4).toString("hex");
  const site = await api.call("CreateSite", { tenant_id, body: { url: `https://${mark}.example` } });
  const site_id = site.id;
  await api.call("GetSite", { tenant_id, site_id });
  await api.call("ListSites", { tenant_id });
  await api.call("UpdateSite", { tenant_id, site_id, update_mask: "url", body: { url: `https://www.${mark}.example` } });
  await api.call("PingSite", { site_id, body: { tenant_id }, expected: 400 });
  await api.call("ListSiteCopies", { tenant_id, site_id });
  await api.call("ResolveQuarantine", { site_id, body: { tenant_id, resolution: "QUARANTINE_RESOLUTION_STAGING" }, expected: 400 });

  const token = await api.call("CreateSiteToken", { site_id, body: { tenant_id } });
  await api.call("ListSiteTokens", { tenant_id, site_id });
  const rotated = await api.call("RotateSiteToken", { site_id, site_token_id: token.id, body: { tenant_id } });
  await api.call("RevokeSiteToken", { tenant_id, site_id, site_token_id: rotated.id });
  await api.call("RecordHeartbeat", { body: { versions: { php: "8.3" } } });

  const pairing = await api.call("CreatePairingCode", { body: { tenant_id, url: `https://pair.${mark}.example` } });
  const paired = await api.call("PairSite", {
    body: { code: pairing.code, home_url: `https://pair.${mark}.example`, rest_url: `https://pair.${mark}.example/wp-json/`, fingerprint: randomBytes(32).toString("hex") },
  });
  await api.call("UnpairSite", { body: {}, token: paired.site_token });
  await api.call("GetServerKeys");
  await api.call("RotateServerKey", { body: {} });
}
