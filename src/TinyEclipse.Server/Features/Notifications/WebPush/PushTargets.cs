using System.Text.Json;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.Notifications.WebPush;

/// <summary>Seals targets for the database: whoever knows one can tell who uses the device, and read its pushes.</summary>
public sealed class PushTargets(SecretBox secrets)
{
    private const string Purpose = "push target";

    public byte[] Seal(TenantId tenant, PushTarget target) =>
        secrets.Seal(Purpose, tenant.Value, JsonSerializer.SerializeToUtf8Bytes(new Stored(target.Endpoint.AbsoluteUri, target.Keys.P256dh, target.Keys.Auth)));

    public PushTarget Open(TenantId tenant, byte[] sealedTarget)
    {
        var stored = JsonSerializer.Deserialize<Stored>(secrets.Open(Purpose, tenant.Value, sealedTarget))!;
        return new PushTarget(new Uri(stored.Endpoint), new PushKeys(stored.P256dh, stored.Auth));
    }

    private sealed record Stored(string Endpoint, byte[] P256dh, byte[] Auth);
}
