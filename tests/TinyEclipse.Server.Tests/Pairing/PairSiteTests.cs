using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Grpc.Core;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Server.Tests.Pairing;

public sealed class PairSiteTests(TestServer tests)
{
    [Fact]
    public async Task A_code_connects_a_new_site()
    {
        var story = await NewStoryAsync();
        var answer = await story.PairAsync(PairingStory.Request(await story.CodeAsync()));

        Assert.Equal(story.Tenant.Id, answer.TenantId);
        Assert.StartsWith("te_site_", answer.SiteToken, StringComparison.Ordinal);
        Assert.Single(answer.ServerKeys.Keys);
        var site = await story.SiteAsync(answer.SiteId);
        Assert.Equal((PairingStory.Home, "6.1.9", PairingStory.Home + "/wp-json/tinyeclipse/v1/"), (site.Url, site.Versions.Wordpress, site.RestUrl));
        Assert.Equal(StatusCode.OK, await story.BeatAsync(answer.SiteToken));
    }

    [Fact]
    public async Task Over_json_it_is_the_same()
    {
        var story = await NewStoryAsync();
        var request = PairingStory.Request((await story.CodeAsync()).ToLowerInvariant());
        using var http = story.Tenant.Server.As("").Http;
        using var response = await http.PostAsJsonAsync(
            "/api/sites/pair", new { code = request.Code, home_url = request.HomeUrl + "/", rest_url = request.RestUrl, fingerprint = request.Fingerprint });
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(StatusCode.OK, await story.BeatAsync(answer.GetProperty("site_token").GetString()!));
        Assert.Contains("BEGIN PUBLIC KEY", answer.GetProperty("server_keys").GetProperty("keys")[0].GetProperty("public_key").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_is_good_once()
    {
        var story = await NewStoryAsync();
        var code = await story.CodeAsync();
        var first = await story.PairAsync(PairingStory.Request(code));

        Assert.Equal("PAIRING_CODE_USED", await story.RefusalAsync(PairingStory.Request(code, fingerprint: 'b')));
        Assert.Equal(StatusCode.OK, await story.BeatAsync(first.SiteToken));
        Assert.Equal("PAIRING_CODE_USED", await story.RefusalAsync(PairingStory.Request(code)));
    }

    [Fact]
    public async Task An_answer_that_got_lost_is_given_again_and_the_token_in_it_ends()
    {
        var story = await NewStoryAsync();
        var code = await story.CodeAsync();
        var lost = await story.PairAsync(PairingStory.Request(code));
        var again = await story.PairAsync(PairingStory.Request(code));

        Assert.Equal(lost.SiteId, again.SiteId);
        Assert.Equal(StatusCode.Unauthenticated, await story.BeatAsync(lost.SiteToken));
        Assert.Equal(StatusCode.OK, await story.BeatAsync(again.SiteToken));
    }

    [Fact]
    public async Task Of_many_at_once_with_one_code_one_gets_a_token_that_works()
    {
        var story = await NewStoryAsync();
        var code = await story.CodeAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async index =>
        {
            try
            {
                return (await story.PairAsync(PairingStory.Request(code, fingerprint: (char)('a' + index)))).SiteToken;
            }
            catch (RpcException failure)
            {
                return failure.Reason();
            }
        }));

        Assert.Single(answers, answer => answer.StartsWith("te_site_", StringComparison.Ordinal));
        Assert.Equal(5, answers.Count(answer => answer == "PAIRING_CODE_USED"));
    }

    [Fact]
    public async Task A_site_that_is_known_is_connected_anew_and_its_old_tokens_end()
    {
        var story = await NewStoryAsync();
        var site = await story.SiteAsync(story.Tenant.SiteId.ToString());
        var answer = await story.PairAsync(PairingStory.Request(await story.CodeAsync(), site.Url.Replace("https://", "https://www.", StringComparison.Ordinal)));

        Assert.Equal(site.Id, answer.SiteId);
        Assert.Equal(StatusCode.OK, await story.BeatAsync(answer.SiteToken));
        await Eventually.HoldsAsync(async () => await story.BeatAsync(story.Tenant.Site.Token) == StatusCode.Unauthenticated);
    }

    [Fact]
    public async Task A_code_for_an_address_is_of_no_use_elsewhere_and_stays_good()
    {
        var story = await NewStoryAsync();
        var code = await story.CodeAsync(url: PairingStory.Home + "/");

        Assert.Equal("PAIRING_ADDRESS_DIFFERS", await story.RefusalAsync(PairingStory.Request(code, "https://elders.example")));
        Assert.NotEmpty((await story.PairAsync(PairingStory.Request(code))).SiteToken);
    }

    [Fact]
    public async Task A_code_for_a_site_says_where_it_is_meant_for_and_may_move_it()
    {
        var story = await NewStoryAsync();
        var site = await story.SiteAsync(story.Tenant.SiteId.ToString());
        var code = await story.Owner.CreatePairingCodeAsync(new() { TenantId = story.Tenant.Id, SiteId = site.Id });
        Assert.Equal(site.Url, code.Url);
        Assert.Equal("PAIRING_ADDRESS_DIFFERS", await story.RefusalAsync(PairingStory.Request(code.Code)));

        var moved = await story.PairAsync(PairingStory.Request(await story.CodeAsync(site.Id, PairingStory.Home)));
        Assert.Equal((site.Id, PairingStory.Home), (moved.SiteId, (await story.SiteAsync(site.Id)).Url));
    }

    [Fact]
    public async Task Two_sites_do_not_share_an_address()
    {
        var story = await NewStoryAsync();
        await story.PairAsync(PairingStory.Request(await story.CodeAsync()));

        Assert.Equal("RESOURCE_EXISTS", await story.RefusalAsync(PairingStory.Request(await story.CodeAsync(story.Tenant.SiteId.ToString(), PairingStory.Home))));
    }

    [Fact]
    public async Task A_bad_request_names_its_fields_and_uses_up_nothing()
    {
        var story = await NewStoryAsync();
        var failure = await Assert.ThrowsAsync<RpcException>(() => story.PairAsync(new()));
        Assert.Equal(["code", "home_url", "rest_url", "fingerprint"], failure.Fields());

        failure = await Assert.ThrowsAsync<RpcException>(async () => await story.Owner.CreatePairingCodeAsync(new() { TenantId = story.Tenant.Id, SiteId = "x", Url = "y" }));
        Assert.Equal(["site_id", "url"], failure.Fields());
    }

    [Fact]
    public async Task A_site_of_another_tenant_gets_no_code()
    {
        var (story, other) = (await NewStoryAsync(), await NewStoryAsync());
        var failure = await Assert.ThrowsAsync<RpcException>(() => story.CodeAsync(other.Tenant.SiteId.ToString()));

        Assert.Equal(StatusCode.NotFound, failure.StatusCode);
    }

    [Fact]
    public async Task A_site_disconnects_itself()
    {
        var story = await NewStoryAsync();
        var answer = await story.PairAsync(PairingStory.Request(await story.CodeAsync()));
        await new TinyEclipse.Sites.V1.PairingService.PairingServiceClient(story.Tenant.Server.As(answer.SiteToken).Grpc).UnpairSiteAsync(new UnpairSiteRequest());

        await Eventually.HoldsAsync(async () => await story.BeatAsync(answer.SiteToken) == StatusCode.Unauthenticated);
        Assert.Equal(StatusCode.OK, await story.BeatAsync(story.Tenant.Site.Token)); // another site's goes on
    }

    private async Task<PairingStory> NewStoryAsync() => new(await tests.NewTenantAsync());
}
