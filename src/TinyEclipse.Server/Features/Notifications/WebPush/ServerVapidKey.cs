using Microsoft.Extensions.Options;
using TinyEclipse.Server.Database;

namespace TinyEclipse.Server.Features.Notifications.WebPush;

/// <summary>The VAPID key pair that all servers of one database share. Browsers are bound to it: a new one would silence every device.</summary>
public sealed class ServerVapidKey(ServerSecrets secrets, FormerWrapping former, TimeProvider clock, IOptions<PushOptions> options) : IDisposable
{
    private const string Name = "vapid_key";

    private VapidKey? _key;

    public string PublicKey => Loaded.PublicKey;

    public VapidTokens Tokens => field ??= new VapidTokens(Loaded, options.Value.Subject, clock);

    private VapidKey Loaded => _key ?? throw new InvalidOperationException("The VAPID key has not been loaded.");

    /// <summary>To be called when the server starts: a key that cannot be read should stop it, not every push.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken) =>
        _key = VapidKey.Import(await secrets.GetOrCreateAsync(Name, NewKey, former.Open, cancellationToken));

    public void Dispose() => _key?.Dispose();

    private static byte[] NewKey()
    {
        using var key = VapidKey.Create();
        return key.Export();
    }
}
