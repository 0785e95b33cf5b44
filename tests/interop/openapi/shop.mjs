// Carts, contacts, the journey, notifications, and the events that tell of them.
import { createECDH, randomBytes, randomUUID } from "node:crypto";

const { TE_TENANT_ID: tenant_id } = process.env;

export async function callShop(api) {
  const mark = randomBytes(4).toString("hex");
  const email = `an-${mark}@example.be`;
  const items = [{ product_id: "11", name: "Pralines 250 g", quantity: 2, price_minor: "2250" }];
  const cart = await api.call("ReportCart", { tenant_id, body: { cart_token: mark, email, currency_code: "EUR", total_minor: 4500, items } });
  await api.call("ReportCart", { tenant_id, body: { cart_token: mark, currency_code: "EUR" }, token: process.env.TE_API_TOKEN, expected: 403 });
  await api.call("GetAbandonedCart", { tenant_id, cart_id: cart.id });
  await api.call("GetAbandonedCart", { tenant_id, cart_id: randomUUID(), expected: 404 });
  await api.call("GetAbandonedCart", { tenant_id, cart_id: "x", expected: 400 });
  await api.call("ListAbandonedCarts", { tenant_id, state: "CART_STATE_ACTIVE", page_size: 5 });
  await api.call("GetAbandonedCartStats", { tenant_id });

  const entry = { event_id: mark, identity: { email }, touchpoint: "TOUCHPOINT_FORM", title: "Asked", data: { answers: [1, null, "x"] }, sentiment: 0.5 };
  await api.call("AppendJourneyEntry", { tenant_id, body: entry });
  await api.call("GetContact", { tenant_id, contact_id: cart.contact_id });
  await api.call("ListContacts", { tenant_id, email: email.toUpperCase() });
  await api.call("ListJourneyEntries", { tenant_id, contact_id: cart.contact_id });

  const device = createECDH("prime256v1");
  const keys = { p256dh: device.generateKeys().toString("base64"), auth: randomBytes(16).toString("base64") };
  const subscription = await api.call("CreatePushSubscription", { tenant_id, body: { endpoint: `https://127.0.0.1:9/${mark}`, ...keys } });
  await api.call("GetPushKey");
  await api.call("ListPushSubscriptions", { tenant_id });
  await api.call("SendTestPush", { body: { tenant_id } });
  await api.call("ListNotifications", { tenant_id });
  const { messages } = await api.call("ListOutboxMessages", { tenant_id });
  await api.call("RetryOutboxMessage", { message_id: messages[0].id, body: { tenant_id }, expected: 400 });
  await api.call("DeletePushSubscription", { tenant_id, push_subscription_id: subscription.id });

  await api.firstMessage("WatchEvents", { tenant_id, types: ["EVENT_TYPE_CART_STARTED", "EVENT_TYPE_CART_ORDERED"] }, () =>
    api.call("ReportCart", { tenant_id, body: { cart_token: `${mark}-2`, currency_code: "EUR", items } }));

  const asked = { email: `els-${mark}@example.be` };
  await api.call("ReportCart", { tenant_id, body: { cart_token: `${mark}-3`, ...asked, currency_code: "EUR", items } });
  await api.call("ExportShopper", { body: asked });
  await api.call("EraseShopper", { body: asked });

  await api.callRaw("ExportContact", { tenant_id, contact_id: cart.contact_id });
  await api.call("EraseContact", { contact_id: cart.contact_id, body: { tenant_id } });
}
