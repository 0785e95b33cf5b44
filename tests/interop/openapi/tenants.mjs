// Tenants, their people, and what was done by whom.
import { randomBytes, randomUUID } from "node:crypto";

const { TE_TENANT_ID: tenant_id } = process.env;

export async function callTenants(api) {
  const mark = randomBytes(4).toString("hex");
  await api.call("GetMe");
  const tenant = await api.call("CreateTenant", { body: { name: "Interop", domain: `${mark}.example` } });
  await api.call("CreateTenant", { body: { name: "Interop", domain: `${mark}.example` }, expected: 409 });
  await api.call("ChangePlan", { tenant_id: tenant.id, body: { plan: "PLAN_PRO" } });
  await api.call("UpdateTenant", { tenant_id: tenant.id, update_mask: "name", body: { name: "Interop again", domain: tenant.domain } });
  await api.call("GetTenant", { tenant_id: tenant.id });
  await api.call("ListTenants", { page_size: 1 });
  await api.call("GetEntitlements", { tenant_id });
  await api.call("GetEntitlements", { token: process.env.TE_SITE_TOKEN });

  await api.call("ListMembers", { tenant_id });
  await api.call("ChangeMemberRole", { person_id: randomUUID(), body: { tenant_id, role: "ROLE_STAFF" }, expected: 404 });
  await api.call("RemoveMember", { tenant_id, person_id: randomUUID(), expected: 404 });
  const invitation = await api.call("InviteMember", { body: { tenant_id, email: `${mark}@example.be`, role: "ROLE_VIEWER" } });
  await api.call("ListInvitations", { tenant_id });
  await api.call("RevokeInvitation", { tenant_id, invitation_id: invitation.id });
  // Only the mail has the link.
  await api.call("LookUpInvitation", { body: { token: "x" }, expected: 400 });
  await api.call("AcceptInvitation", { body: { token: "x", display_name: "An", password: `${mark} ${mark}` }, expected: 400 });

  await api.call("ListAuditEntries", { tenant_id, page_size: 3 });
  await api.callRaw("ExportAuditEntries", { tenant_id });
}
