using System.Text.Json;
using TinyEclipse.Server.Features.Notifications.WebPush;

namespace TinyEclipse.Server.Tests.Notifications;

public sealed class PushPayloadTests
{
    private static readonly PushPayload Payload = new()
    {
        Id = Guid.Parse("0197b8a0-0000-7000-8000-000000000001"),
        Type = "abandoned_cart",
        Title = "Winkelwagen verlaten",
        Body = "€ 45,00 door \"An\" <an@example.be>",
        Path = "/winkelwagens/7",
        Tag = "dag",
        Timestamp = 1767268800000,
        Language = "nl-BE",
        PortalOrigin = "https://portal.example.be",
    };

    [Fact]
    public void A_push_carries_our_fields_and_Safaris_declarative_form()
    {
        var json = JsonDocument.Parse(Payload.ToUtf8()).RootElement;

        Assert.Equal(
            ["id", "type", "title", "body", "path", "tag", "timestamp", "web_push", "notification"],
            json.EnumerateObject().Select(property => property.Name));
        Assert.Equal("0197b8a0-0000-7000-8000-000000000001", json.GetProperty("id").GetString());
        Assert.Equal("abandoned_cart", json.GetProperty("type").GetString());
        Assert.Equal(Payload.Body, json.GetProperty("body").GetString());
        Assert.Equal("/winkelwagens/7", json.GetProperty("path").GetString());
        Assert.Equal(1767268800000, json.GetProperty("timestamp").GetInt64());
        Assert.Equal(8030, json.GetProperty("web_push").GetInt32());
        Assert.Equal(
            """
            {"title":"Winkelwagen verlaten","body":"€ 45,00 door \"An\" <an@example.be>",
            "navigate":"https://portal.example.be/winkelwagens/7","tag":"dag","lang":"nl-BE"}
            """.ReplaceLineEndings(""),
            json.GetProperty("notification").GetRawText());
    }

    [Fact]
    public void The_longest_shopper_fits_into_a_push()
    {
        var payload = Payload with { Body = new string('漢', 300), Title = new string('漢', 100) };

        Assert.InRange(payload.ToUtf8().Length, 1, PushEncryption.MaxPlaintextLength);
    }
}
