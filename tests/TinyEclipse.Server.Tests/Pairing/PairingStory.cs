using Grpc.Core;
using TinyEclipse.Sites.V1;
using PairingService = TinyEclipse.Sites.V1.PairingService;

namespace TinyEclipse.Server.Tests.Pairing;

/// <summary>A tenant whose owner makes codes, and plugins that redeem them.</summary>
public sealed record PairingStory(TestTenant Tenant)
{
    public const string Home = "https://nieuw.example";

    public PairingService.PairingServiceClient Owner => new(Tenant.Owner.Grpc);

    public SiteService.SiteServiceClient Sites => new(Tenant.Owner.Grpc);

    public static string Fingerprint(char of) => new(of, 64);

    public static PairSiteRequest Request(string code, string home = Home, char fingerprint = 'a') => new()
    {
        Code = code,
        HomeUrl = home,
        RestUrl = home + "/wp-json/tinyeclipse/v1/",
        Environment = SiteEnvironment.Production,
        Fingerprint = Fingerprint(fingerprint),
        Versions = new() { Wordpress = "6.1.9", Connector = "5.0.0" },
    };

    public async Task<string> CodeAsync(string siteId = "", string url = "") =>
        (await Owner.CreatePairingCodeAsync(new() { TenantId = Tenant.Id, SiteId = siteId, Url = url })).Code;

    public async Task<PairSiteResponse> PairAsync(PairSiteRequest request) => await new PairingService.PairingServiceClient(Tenant.Server.As("").Grpc).PairSiteAsync(request);

    public async Task<string> RefusalAsync(PairSiteRequest request) => (await Assert.ThrowsAsync<RpcException>(() => PairAsync(request))).Reason();

    public async Task<Site> SiteAsync(string id) => await Sites.GetSiteAsync(new() { TenantId = Tenant.Id, SiteId = id });

    public async Task<StatusCode> BeatAsync(string token)
    {
        try
        {
            await new SiteService.SiteServiceClient(Tenant.Server.As(token).Grpc).RecordHeartbeatAsync(new());
            return StatusCode.OK;
        }
        catch (RpcException failure)
        {
            return failure.StatusCode;
        }
    }
}
