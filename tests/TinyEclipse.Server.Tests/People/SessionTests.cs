using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.People.V1;
using TinyEclipse.Server.Features.People.Sessions;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Tests.People;

public sealed class SessionTests(TestServer server)
{
    [Fact]
    public async Task A_person_sees_where_they_are_signed_in_and_nobody_elses()
    {
        var person = await TestPerson.NewAsync(server.Shared);
        await (await TestPerson.NewAsync(server.Shared)).SignInAsync();
        var first = await person.SignInAsync();
        var second = await person.SignInAsync();
        var sessions = server.Shared.As(second.SessionToken).Sessions();

        var page = await sessions.ListSessionsAsync(new() { PageSize = 1 });
        var rest = await sessions.ListSessionsAsync(new() { PageSize = 1, PageToken = page.NextPageToken });

        Assert.Equal((second.Session.Id, true), (page.Sessions.Single().Id, page.Sessions.Single().Current));
        Assert.Equal((first.Session.Id, false), (rest.Sessions.Single().Id, rest.Sessions.Single().Current));
        Assert.Equal(("127.0.0.1", ""), (rest.Sessions.Single().Address, rest.NextPageToken));
    }

    [Fact]
    public async Task A_session_that_is_revoked_stops_on_every_server_within_a_second()
    {
        var database = await server.NewDatabaseAsync();
        await using var here = await TestServer.StartAsync(database);
        await using var there = await TestServer.StartAsync(database);
        var person = await TestPerson.NewAsync(here);
        var (lost, kept) = (await person.SignInAsync(), await person.SignedInAsync());
        await there.As(lost.SessionToken).Persons().GetMeAsync(new()); // it is in the cache now

        await kept.Sessions().RevokeSessionAsync(new() { SessionId = lost.Session.Id });
        await Task.Delay(1100);

        Assert.Equal(StatusCode.Unauthenticated, (await RefusedAsync(there.As(lost.SessionToken))).StatusCode);
        await kept.Persons().GetMeAsync(new());
    }

    [Fact]
    public async Task Another_persons_session_is_not_found()
    {
        var (mine, theirs) = (await TestPerson.NewAsync(server.Shared), await TestPerson.NewAsync(server.Shared));
        var session = (await theirs.SignInAsync()).Session;

        var refused = await Assert.ThrowsAsync<RpcException>(
            async () => await (await mine.SignedInAsync()).Sessions().RevokeSessionAsync(new() { SessionId = session.Id }));

        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public async Task All_others_end_at_once()
    {
        var person = await TestPerson.NewAsync(server.Shared);
        var others = new[] { await person.SignInAsync(), await person.SignInAsync() };
        var here = await person.SignedInAsync();

        Assert.Equal(2, (await here.Sessions().RevokeOtherSessionsAsync(new())).RevokedCount);

        Assert.Single((await here.Sessions().ListSessionsAsync(new())).Sessions);
        foreach (var other in others)
            Assert.Equal("CREDENTIAL_INVALID", (await RefusedAsync(server.Shared.As(other.SessionToken))).Reason());
    }

    [Fact]
    public async Task Signing_out_ends_the_session()
    {
        var here = await (await TestPerson.NewAsync(server.Shared)).SignedInAsync();

        await here.Door().SignOutAsync(new());

        await Eventually.HoldsAsync(async () => await RefusedOrNullAsync(here) is not null);
    }

    [Fact]
    public async Task It_ends_two_weeks_after_its_last_use_and_three_months_after_it_began()
    {
        var clock = new TestClock(DateTimeOffset.UtcNow);
        await using var own = await TestServer.StartAsync(await server.NewDatabaseAsync(), clock);
        var person = await TestPerson.NewAsync(own);
        var (used, forgotten) = ((await person.SignInAsync()).SessionToken, (await person.SignInAsync()).SessionToken);
        var credentials = own.Services.GetRequiredService<CredentialStore>(); // the cache before it keeps time by the real clock

        for (var day = 0; day < 88; day += 8)
        {
            clock.Advance(TimeSpan.FromDays(8));
            Assert.NotNull(await credentials.FindAcrossTenantsAsync(used, CancellationToken.None));
            if (day == 8)
                Assert.Null(await credentials.FindAcrossTenantsAsync(forgotten, CancellationToken.None));
        }

        clock.Advance(TimeSpan.FromDays(3));
        Assert.Null(await credentials.FindAcrossTenantsAsync(used, CancellationToken.None));
        await own.Services.GetRequiredService<SessionStore>().DeleteEndedAcrossTenantsAsync(CancellationToken.None);
        Assert.True(Assert.Single((await (await person.SignedInAsync()).Sessions().ListSessionsAsync(new())).Sessions).Current);
    }

    [Fact]
    public async Task An_api_token_has_no_session_and_cannot_end_one()
    {
        var tenant = await server.NewTenantAsync();

        var refused = await Assert.ThrowsAsync<RpcException>(() => tenant.Owner.Sessions().ListSessionsAsync(new()).ResponseAsync);

        Assert.Equal((StatusCode.PermissionDenied, "SESSION_REQUIRED"), (refused.StatusCode, refused.Reason()));
    }

    private static Task<RpcException> RefusedAsync(TestCaller caller) =>
        Assert.ThrowsAsync<RpcException>(() => caller.Persons().GetMeAsync(new GetMeRequest()).ResponseAsync);

    private static async Task<RpcException?> RefusedOrNullAsync(TestCaller caller)
    {
        try
        {
            await caller.Persons().GetMeAsync(new());
            return null;
        }
        catch (RpcException refused)
        {
            return refused;
        }
    }
}
