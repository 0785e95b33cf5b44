using Grpc.Core;
using TinyEclipse.Server.Features.Pairing;

namespace TinyEclipse.Server.Tests.Pairing;

public sealed class PairingGuessTests(TestServer tests)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_code_ends_after_ten_minutes()
    {
        var clock = new TestClock(Noon);
        await using var server = await TestServer.StartAsync(await tests.NewDatabaseAsync(), clock);
        var story = new PairingStory(await server.NewTenantAsync());
        var code = await story.CodeAsync();
        clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal("PAIRING_CODE_INVALID", await story.RefusalAsync(PairingStory.Request(code)));
    }

    [Fact]
    public async Task A_guessing_run_gets_nowhere_and_the_owner_gets_in_a_while_later()
    {
        var clock = new TestClock(Noon);
        await using var server = await TestServer.StartAsync(await tests.NewDatabaseAsync(), clock);
        var story = new PairingStory(await server.NewTenantAsync());

        var looks = 0;
        for (var guess = 0; guess < 600; guess++)
        {
            if (await story.RefusalAsync(PairingStory.Request(PairingCodeFormat.New())) == "PAIRING_CODE_INVALID")
                looks++;
            clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.InRange(looks, 10, 40); // of 600 in ten minutes

        clock.Advance(TimeSpan.FromMinutes(16));
        Assert.NotEmpty((await story.PairAsync(PairingStory.Request(await story.CodeAsync()))).SiteToken);
    }

    [Fact]
    public async Task While_an_address_guesses_it_is_told_to_wait_even_with_the_right_code()
    {
        await using var server = await TestServer.StartAsync(await tests.NewDatabaseAsync(), new TestClock(Noon));
        var story = new PairingStory(await server.NewTenantAsync());
        var code = await story.CodeAsync();
        for (var guess = 0; guess < 11; guess++)
            await story.RefusalAsync(PairingStory.Request("9999-9999"));

        var failure = await Assert.ThrowsAsync<RpcException>(() => story.PairAsync(PairingStory.Request(code)));
        Assert.Equal((StatusCode.ResourceExhausted, "TOO_MANY_ATTEMPTS"), (failure.StatusCode, failure.Reason()));
    }

    [Fact]
    public async Task Right_codes_do_not_count_as_guesses()
    {
        await using var server = await TestServer.StartAsync(await tests.NewDatabaseAsync(), new TestClock(Noon));
        var story = new PairingStory(await server.NewTenantAsync());
        for (var site = 0; site < 15; site++)
            Assert.NotEmpty((await story.PairAsync(PairingStory.Request(await story.CodeAsync(), $"https://{site}.example"))).SiteToken);
    }
}
