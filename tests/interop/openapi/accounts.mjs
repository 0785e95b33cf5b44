// How a person signs in, and what they keep of their own account.
import { randomBytes, randomUUID } from "node:crypto";

const { TE_TENANT_ID: tenant_id, TE_EMAIL: email, TE_PASSWORD: password } = process.env;

export async function callAccounts(api) {
  const mark = randomBytes(4).toString("hex");
  const signedIn = await api.call("SignIn", { body: { email, password } });
  await api.call("SignIn", { body: { email: `${mark}@example.be`, password }, expected: 401 });
  await api.call("RequestPasswordReset", { body: { email: `${mark}@example.be` } });
  await api.call("ResetPassword", { body: { token: "x", new_password: `${mark} ${mark}` }, expected: 400 });

  api.tokens.sessionToken = signedIn.session_token;
  await api.call("Reauthenticate", { body: { password } });
  await api.call("ChangePassword", { body: { current_password: mark, new_password: `${mark} ${mark}` }, expected: 403 });
  await api.call("ListSessions");
  await api.call("RevokeSession", { session_id: randomUUID(), expected: 404 });
  await api.call("RevokeOtherSessions", { body: {} });
  await callApiTokens(api);
  await callSecondFactor(api);
  await callPasskeys(api);
  await api.call("SignOut", { body: {} });
}

async function callApiTokens(api) {
  const token = api.tokens.sessionToken;
  const made = await api.call("CreateApiToken", { token, body: { name: "interop", scopes: ["*"], tenant_id } });
  await api.call("ListApiTokens", { token });
  await api.call("ListTenantApiTokens", { token, tenant_id });
  const rotated = await api.call("RotateApiToken", { token, api_token_id: made.id, body: {} });
  await api.call("RevokeTenantApiToken", { token, tenant_id, api_token_id: rotated.id });
  await api.call("RevokeApiToken", { token, api_token_id: randomUUID(), expected: 404 });
}

async function callSecondFactor(api) {
  await api.call("GetSecondFactor");
  await api.call("ConfirmTotp", { body: { totp_code: "000000" }, expected: 400 });
  await api.call("RemoveTotp");
  await api.call("ReplaceRecoveryCodes", { body: {}, expected: 400 });
  await api.call("SetUpTotp", { body: {} });
}

async function callPasskeys(api) {
  await api.call("ListPasskeys");
  await api.call("RenamePasskey", { passkey_id: randomUUID(), body: { name: "a key" }, expected: 404 });
  await api.call("DeletePasskey", { passkey_id: randomUUID(), expected: 404 });
  await api.call("BeginPasskeySignIn", { body: {} });
  await api.call("FinishPasskeySignIn", { body: {}, expected: 400 });
  await api.call("BeginPasskeyRegistration", { body: {} });
  await api.call("FinishPasskeyRegistration", { body: { name: "a key" }, expected: 400 });
  await api.call("BeginPasskeyReauthentication", { body: {}, expected: 400 });
}
