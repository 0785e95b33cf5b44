using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace TinyEclipse.Server.Tests.People.Passkeys;

/// <summary>What a page's script sends and gets: WebAuthn's JSON as the browser reads and writes it.</summary>
public sealed class PasskeyJsonTests(TestServer server)
{
    [Fact]
    public async Task A_page_makes_a_passkey_signs_in_and_proves_itself()
    {
        using var device = new SoftwareAuthenticator();
        var session = await (await TestPerson.NewAsync(server.Shared)).SignedInAsync();
        var asked = await PostAsync(session, "/api/portal/passkeys/registration", []);
        Assert.Equal((300_000, -7), ((int)asked["options"]!["timeout"]!, (int)asked["options"]!["pubKeyCredParams"]![0]!["alg"]!));

        var made = await PostAsync(session, "/api/portal/passkeys/registration/finish", new() { ["answer"] = Answer(asked, device.Create), ["name"] = "Telefoon" });
        await PostAsync(session, $"/api/portal/passkeys/{made["id"]}/name", new() { ["name"] = "Laptop" });
        Assert.Equal("Laptop", (string?)(await session.Http.GetFromJsonAsync<JsonObject>("/api/portal/passkeys", TestContext.Current.CancellationToken))!["passkeys"]![0]!["name"]);

        var nobody = server.Shared.As("");
        var question = await PostAsync(nobody, "/api/portal/sign-in/passkey", []);
        var signedIn = await PostAsync(nobody, "/api/portal/sign-in/passkey/finish", new() { ["answer"] = Answer(question, device.Get) });
        var again = server.Shared.As((string)signedIn["session_token"]!);
        var proof = await PostAsync(again, "/api/portal/reauthenticate/passkey", []);
        Assert.True((bool)(await PostAsync(again, "/api/portal/reauthenticate", new() { ["passkey"] = Answer(proof, device.Get) }))["current"]!);

        using var deleted = await again.Http.DeleteAsync($"/api/portal/passkeys/{made["id"]}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        await RefusedAsync(nobody, "/api/portal/sign-in/passkey/finish", new() { ["answer"] = Answer(await PostAsync(nobody, "/api/portal/sign-in/passkey", []), device.Get) }, 401, "PASSKEY_UNKNOWN");
    }

    [Fact]
    public async Task A_replayed_answer_and_another_page_are_refused_with_a_reason()
    {
        using var story = await PasskeyStory.NewAsync(server.Shared);
        var nobody = server.Shared.As("");
        var once = new JsonObject { ["answer"] = Answer(await PostAsync(nobody, "/api/portal/sign-in/passkey", []), story.Device.Get) };
        await PostAsync(nobody, "/api/portal/sign-in/passkey/finish", once);
        await RefusedAsync(nobody, "/api/portal/sign-in/passkey/finish", once, 400, "PASSKEY_CHALLENGE_INVALID");

        story.Device.Origin = "https://evil.example";
        var elsewhere = Answer(await PostAsync(nobody, "/api/portal/sign-in/passkey", []), story.Device.Get);
        await RefusedAsync(nobody, "/api/portal/sign-in/passkey/finish", new() { ["answer"] = elsewhere }, 401, "SIGN_IN_REFUSED");
    }

    private static JsonObject Answer(JsonObject challenge, Func<Struct, Struct> respond) => new()
    {
        ["challenge_token"] = (string)challenge["challenge_token"]!,
        ["credential"] = JsonNode.Parse(JsonFormatter.Default.Format(respond(Struct.Parser.ParseJson(challenge["options"]!.ToJsonString())))),
    };

    private static async Task<JsonObject> PostAsync(TestCaller caller, string path, JsonObject body)
    {
        using var response = await caller.Http.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    private static async Task RefusedAsync(TestCaller caller, string path, JsonObject body, int status, string reason)
    {
        using var response = await caller.Http.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains($"\"{reason}\"", text, StringComparison.Ordinal);
    }
}
