using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Features.People.SignIn;
using TinyEclipse.Server.Features.Quarantine;
using TinyEclipse.Server.Features.ServerKeys;
using TinyEclipse.Server.Features.Sites;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Server.Features.Pairing;

public sealed class PairingService(SitePairing pairing, PairingStore codes, Guesses guesses, ServerKeyRing keys, TimeProvider clock)
    : TinyEclipse.Sites.V1.PairingService.PairingServiceBase
{
    public override async Task<PairingCode> CreatePairingCode(CreatePairingCodeRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var url = request.Url.TrimEnd('/');
        var checks = new Checks();
        Guid? siteId = request.SiteId.Length > 0 ? checks.Id("site_id", request.SiteId) : null;
        checks.Field("url", url.Length == 0 || HomeUrl.IsValid(url), "must be an http or https address without a query, such as https://chocotale.online").ThrowIfFailed();

        var (code, expiresAt) = (PairingCodeFormat.New(), Times.Now(clock) + PairingRules.GoodFor);
        var meantFor = await codes.AddAsync(tenant, PairingCodeFormat.Hash(code)!, siteId, url, expiresAt, context.CancellationToken)
            ?? throw (siteId is null ? RpcErrors.NotFound("tenant", tenant.ToString()) : RpcErrors.NotFound("site", request.SiteId));
        return new() { Code = code, ExpireTime = Timestamp.FromDateTimeOffset(expiresAt), SiteId = request.SiteId, Url = meantFor };
    }

    public override async Task<PairSiteResponse> PairSite(PairSiteRequest request, ServerCallContext context)
    {
        var told = Normalize(request);
        var lanes = PairingLanes.Of(CallerAddress.NetworkOf(CallerAddress.Of(context)));
        var guess = await guesses.TakeAsync(lanes, context.CancellationToken);
        Guesses.ThrowIfClosed(guess);
        var found = PairingCodeFormat.Hash(told.Code) is { } hash ? await codes.FindAcrossTenantsAsync(hash, context.CancellationToken) : null;
        if (found is null)
            throw NotGood(PairingVerdict.Over, "");

        // Whoever knows a code has not guessed it.
        await guesses.UndoAsync(guess, context.CancellationToken);
        var outcome = await pairing.RedeemAsync(found, told, context.CancellationToken);
        if (outcome.Response is not { } response)
            throw NotGood(outcome.Verdict, outcome.MeantFor);

        response.ServerKeys = ServerKeys.ServerKeyService.ToMessage(await keys.PublishedAsync(context.CancellationToken));
        return response;
    }

    public override async Task<UnpairSiteResponse> UnpairSite(UnpairSiteRequest request, ServerCallContext context)
    {
        await pairing.UnpairAsync(context.RequireSite(""), context.CancellationToken);
        return new();
    }

    private static PairSiteRequest Normalize(PairSiteRequest request)
    {
        var told = request.Clone();
        told.HomeUrl = told.HomeUrl.TrimEnd('/');
        told.Environment = told.Environment == SiteEnvironment.Unspecified ? SiteEnvironment.Production : told.Environment;
        new Checks()
            .Text("code", told.Code, 1, 40)
            .Field("home_url", HomeUrl.IsValid(told.HomeUrl), "must be an http or https address without a query")
            .Field("rest_url", SiteUrls.IsRestRoot(told.RestUrl), "must be an http or https address that ends in a slash")
            .Field("environment", System.Enum.IsDefined(told.Environment), "must be a known environment")
            .Field("fingerprint", Installation.IsFingerprint(told.Fingerprint), "must be 64 hexadecimal digits")
            .Versions(told.Versions)
            .ThrowIfFailed();
        return told;
    }

    private static RpcException NotGood(PairingVerdict verdict, string meantFor) => verdict switch
    {
        PairingVerdict.Used => RpcErrors.Make(
            Code.FailedPrecondition, ErrorReason.PairingCodeUsed, "this code was used: ask for another one"),
        PairingVerdict.OtherAddress => RpcErrors.Make(
            Code.FailedPrecondition, ErrorReason.PairingAddressDiffers, $"this code is meant for {meantFor}", ("url", meantFor)),
        _ => RpcErrors.Make(Code.NotFound, ErrorReason.PairingCodeInvalid, "there is no such code, or its 10 minutes are over"),
    };
}
