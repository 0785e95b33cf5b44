using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TinyEclipse.Server.Features.Notifications.WebPush;

/// <summary>What a device gets: our own fields for the service worker and, beside them, the declarative form that Safari shows without one.</summary>
public sealed record PushPayload
{
    private const int DeclarativeVersion = 8030; // the number of the RFC is how Safari knows the form

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // never put into HTML; escapes would eat into 4 kB
    };

    public required Guid Id { get; init; }

    public required string Type { get; init; }

    public required string Title { get; init; }

    public required string Body { get; init; }

    public required string Path { get; init; }

    /// <summary>A notification with the same tag is replaced on the device, so a push that arrives twice shows once.</summary>
    public required string Tag { get; init; }

    /// <summary>Milliseconds since 1970, as JavaScript counts.</summary>
    public required long Timestamp { get; init; }

    // Not required: the serializer demands a setter it can see of what is required, even to write.
    [JsonIgnore]
    public string Language { get; init; } = "";

    /// <summary>Scheme and host of the Portal; empty when not configured.</summary>
    [JsonIgnore]
    public string PortalOrigin { get; init; } = "";

    [JsonPropertyName("web_push")]
    public int WebPush => DeclarativeVersion;

    public DeclarativeNotification Notification => new(Title, Body, PortalOrigin + Path, Tag, Language);

    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    public sealed record DeclarativeNotification(string Title, string Body, string Navigate, string Tag, string Lang);
}
