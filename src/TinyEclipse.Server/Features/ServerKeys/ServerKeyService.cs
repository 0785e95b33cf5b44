using Grpc.Core;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Server.Features.ServerKeys;

public sealed class ServerKeyService(ServerKeyRing ring) : TinyEclipse.Sites.V1.ServerKeyService.ServerKeyServiceBase
{
    public static GetServerKeysResponse ToMessage(IReadOnlyList<StoredKey> keys) =>
        new() { Keys = { keys.Select(key => key.ToMessage()) }, Version = ServerKeyRules.Version(keys.Select(key => key.Term)) };

    public override Task<GetServerKeysResponse> GetServerKeys(GetServerKeysRequest request, ServerCallContext context) =>
        PublishedAsync(context.CancellationToken);

    public override async Task<GetServerKeysResponse> RotateServerKey(RotateServerKeyRequest request, ServerCallContext context)
    {
        await ring.RotateAsync(request.Immediately, context.CancellationToken);
        return await PublishedAsync(context.CancellationToken);
    }

    private async Task<GetServerKeysResponse> PublishedAsync(CancellationToken cancellationToken) =>
        ToMessage(await ring.PublishedAsync(cancellationToken));
}
