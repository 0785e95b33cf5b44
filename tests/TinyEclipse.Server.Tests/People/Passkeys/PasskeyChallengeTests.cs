using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.People.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.People.Passkeys;

namespace TinyEclipse.Server.Tests.People.Passkeys;

public sealed class PasskeyChallengeTests(ClockedServer clocked) : IClassFixture<ClockedServer>
{
    private readonly RunningServer _server = clocked.Server;

    [Fact]
    public async Task An_answer_is_taken_once_whether_it_was_right_or_not()
    {
        using var story = await PasskeyStory.NewAsync(_server);
        var challenge = await TestPerson.DoorOf(_server).BeginPasskeySignInAsync(new());
        await TestPerson.DoorOf(_server).FinishPasskeySignInAsync(new() { Answer = story.Answer(challenge) });
        await AssertInvalidAsync(story.Answer(challenge));

        var wrong = await TestPerson.DoorOf(_server).BeginPasskeySignInAsync(new());
        story.Device.VerifiesUser = false;
        await Assert.ThrowsAsync<RpcException>(() => TestPerson.DoorOf(_server).FinishPasskeySignInAsync(new() { Answer = story.Answer(wrong) }).ResponseAsync);
        story.Device.VerifiesUser = true;
        await AssertInvalidAsync(story.Answer(wrong));
    }

    [Fact]
    public async Task Any_server_takes_it_also_after_a_restart_and_only_one_of_them()
    {
        using var story = await PasskeyStory.NewAsync(_server);
        var challenge = await TestPerson.DoorOf(_server).BeginPasskeySignInAsync(new());
        await using var another = await clocked.StartAnotherAsync();

        await TestPerson.DoorOf(another).FinishPasskeySignInAsync(new() { Answer = story.Answer(challenge) });

        await AssertInvalidAsync(story.Answer(challenge));
    }

    [Fact]
    public async Task It_is_good_for_five_minutes()
    {
        using var story = await PasskeyStory.NewAsync(_server);
        var (inTime, late) = (await TestPerson.DoorOf(_server).BeginPasskeySignInAsync(new()), await TestPerson.DoorOf(_server).BeginPasskeySignInAsync(new()));
        Assert.Equal(clocked.Clock.GetUtcNow().AddMinutes(5), late.ExpireTime.ToDateTimeOffset());

        clocked.Clock.Advance(TimeSpan.FromMinutes(4.9));
        await TestPerson.DoorOf(_server).FinishPasskeySignInAsync(new() { Answer = story.Answer(inTime) });
        clocked.Clock.Advance(TimeSpan.FromMinutes(0.1));

        await AssertInvalidAsync(story.Answer(late));
    }

    [Fact]
    public async Task It_is_good_only_for_what_and_whom_it_was_made()
    {
        using var story = await PasskeyStory.NewAsync(_server);
        using var other = await PasskeyStory.NewAsync(_server);
        var mine = await story.Session.Door().BeginPasskeyReauthenticationAsync(new());

        await AssertInvalidAsync(story.Answer(mine));
        var theirs = await Assert.ThrowsAsync<RpcException>(() => other.Session.Door().ReauthenticateAsync(new() { Passkey = story.Answer(mine) }).ResponseAsync);
        var changed = await Assert.ThrowsAsync<RpcException>(
            () => story.Session.Door().ReauthenticateAsync(new() { Passkey = new(story.Answer(mine)) { ChallengeToken = Changed(mine.ChallengeToken) } }).ResponseAsync);

        Assert.Equal(["PASSKEY_CHALLENGE_INVALID", "PASSKEY_CHALLENGE_INVALID"], [theirs.Reason(), changed.Reason()]);
        await story.Session.Door().ReauthenticateAsync(new() { Passkey = story.Answer(mine) });
    }

    [Fact]
    public async Task That_it_was_answered_is_forgotten_when_it_is_long_over()
    {
        using var story = await PasskeyStory.NewAsync(_server);
        await story.SignInAsync();
        var store = _server.Services.GetRequiredService<PasskeyStore>();

        clocked.Clock.Advance(TimeSpan.FromHours(24));
        await store.DeleteOldChallengesAcrossTenantsAsync(CancellationToken.None);
        Assert.NotEqual(0, await UsedAsync());
        clocked.Clock.Advance(TimeSpan.FromMinutes(6));
        await store.DeleteOldChallengesAcrossTenantsAsync(CancellationToken.None);
        Assert.Equal(0, await UsedAsync());
    }

    [Fact]
    public async Task Who_answers_wrong_over_and_over_waits()
    {
        await using var own = await clocked.StartAnotherAsync();
        var reasons = new List<string>();
        for (var attempt = 0; attempt < 60; attempt++)
        {
            var refused = await Assert.ThrowsAsync<RpcException>(
                () => TestPerson.DoorOf(own).FinishPasskeySignInAsync(new() { Answer = new() { ChallengeToken = "x", Credential = new() } }).ResponseAsync);
            reasons.Add(refused.Reason());
        }

        Assert.Equal("TOO_MANY_ATTEMPTS", reasons[^1]);
        Assert.Contains("PASSKEY_CHALLENGE_INVALID", reasons);
        clocked.Clock.Advance(TimeSpan.FromHours(2)); // the other tests of the class are at the same address
    }

    private static string Changed(string token)
    {
        var middle = token.Length / 2;
        return token[..middle] + (token[middle] == 'A' ? 'B' : 'A') + token[(middle + 1)..];
    }

    private async Task<long> UsedAsync()
    {
        await using var transaction = await _server.Services.GetRequiredService<TenantDatabase>().BeginAcrossTenantsAsync(CancellationToken.None);
        return await transaction.QuerySingleAsync<long>("select count(*) from used_passkey_challenges", null, CancellationToken.None);
    }

    private async Task AssertInvalidAsync(PasskeyAnswer answer)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => TestPerson.DoorOf(_server).FinishPasskeySignInAsync(new() { Answer = answer }).ResponseAsync);
        Assert.Equal((StatusCode.FailedPrecondition, "PASSKEY_CHALLENGE_INVALID"), (refused.StatusCode, refused.Reason()));
    }
}
