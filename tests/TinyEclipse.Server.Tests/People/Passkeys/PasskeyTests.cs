using Grpc.Core;
using TinyEclipse.People.V1;

namespace TinyEclipse.Server.Tests.People.Passkeys;

public sealed class PasskeyTests(ClockedServer clocked) : IClassFixture<ClockedServer>
{
    private readonly RunningServer _server = clocked.Server;

    [Fact]
    public async Task A_person_sees_names_and_deletes_their_own()
    {
        using var story = await PasskeyStory.NewAsync(_server);
        using var second = new SoftwareAuthenticator();
        var newer = await PasskeyStory.RegisterAsync(story.Session, second, "Sleutelhanger");
        Assert.Equal(("Sleutelhanger", "internal,hybrid", false), (newer.Name, string.Join(',', newer.Transports), newer.BackedUp));
        Assert.Null(newer.LastUseTime);

        var page = await story.Session.Passkeys().ListPasskeysAsync(new() { PageSize = 1 });
        var rest = await story.Session.Passkeys().ListPasskeysAsync(new() { PageSize = 1, PageToken = page.NextPageToken });
        Assert.Equal((newer.Id, story.Passkey.Id, ""), (page.Passkeys.Single().Id, rest.Passkeys.Single().Id, rest.NextPageToken));

        Assert.Equal("Laptop", (await story.Session.Passkeys().RenamePasskeyAsync(new() { PasskeyId = newer.Id, Name = "Laptop" })).Name);
        await story.Session.Passkeys().DeletePasskeyAsync(new() { PasskeyId = story.Passkey.Id });
        Assert.Equal("Laptop", Assert.Single((await story.Session.Passkeys().ListPasskeysAsync(new())).Passkeys).Name);
    }

    [Fact]
    public async Task Another_persons_passkey_is_neither_seen_nor_renamed_nor_deleted()
    {
        using var theirs = await PasskeyStory.NewAsync(_server);
        var mine = await (await TestPerson.NewAsync(_server)).SignedInAsync();

        Assert.Empty((await mine.Passkeys().ListPasskeysAsync(new())).Passkeys);
        Assert.Equal(StatusCode.NotFound, (await RefusedAsync(mine.Passkeys().RenamePasskeyAsync(new() { PasskeyId = theirs.Passkey.Id, Name = "Mine" }))).StatusCode);
        Assert.Equal(StatusCode.NotFound, (await RefusedAsync(mine.Passkeys().DeletePasskeyAsync(new() { PasskeyId = theirs.Passkey.Id }))).StatusCode);
        await theirs.SignInAsync();
    }

    [Fact]
    public async Task The_question_names_the_person_their_other_passkeys_and_what_is_asked_of_the_device()
    {
        using var story = await PasskeyStory.NewAsync(_server);

        var asked = (await story.Session.Passkeys().BeginPasskeyRegistrationAsync(new())).Options.Fields;

        Assert.Equal(("example.be", story.Person.Email), (asked["rp"].StructValue.Fields["id"].StringValue, asked["user"].StructValue.Fields["name"].StringValue));
        var known = Assert.Single(asked["excludeCredentials"].ListValue.Values).StructValue.Fields;
        Assert.Equal(story.Passkey.CredentialId, known["id"].StringValue);
        var wanted = asked["authenticatorSelection"].StructValue.Fields;
        Assert.Equal(("required", "required"), (wanted["residentKey"].StringValue, wanted["userVerification"].StringValue));
    }

    [Fact]
    public async Task An_answer_from_elsewhere_or_of_who_was_not_verified_makes_no_passkey()
    {
        var session = await (await TestPerson.NewAsync(_server)).SignedInAsync();
        var wrong = new Dictionary<string, SoftwareAuthenticator>(StringComparer.Ordinal)
        {
            ["page"] = new() { Origin = "https://evil.example" },
            ["domain"] = new() { Domain = "evil.example" },
            ["unverified"] = new() { VerifiesUser = false },
            ["frame"] = new() { CrossOrigin = true },
            ["nameless"] = new() { CredentialId = [] },
            ["long name"] = new() { CredentialId = new byte[1024] },
        };

        foreach (var (what, device) in wrong)
        {
            var refused = await Record.ExceptionAsync(() => PasskeyStory.RegisterAsync(session, device)) as RpcException;
            Assert.True(refused?.Fields().SequenceEqual(["answer.credential"]), $"{what}: {refused}");
        }
        Assert.Empty((await session.Passkeys().ListPasskeysAsync(new())).Passkeys);
    }

    [Fact]
    public async Task A_credential_belongs_to_one_person()
    {
        using var story = await PasskeyStory.NewAsync(_server);
        using var copy = new SoftwareAuthenticator { CredentialId = story.Device.CredentialId };
        var thief = await (await TestPerson.NewAsync(_server)).SignedInAsync();

        var refused = await Assert.ThrowsAsync<RpcException>(() => PasskeyStory.RegisterAsync(thief, copy));

        Assert.Equal((StatusCode.AlreadyExists, "RESOURCE_EXISTS"), (refused.StatusCode, refused.Reason()));
        Assert.Equal(story.Person.Email, (await story.SignInAsync()).Person.Email);
    }

    [Fact]
    public async Task Nobody_has_more_than_the_limit()
    {
        var session = await (await TestPerson.NewAsync(_server)).SignedInAsync();
        for (var count = 0; count < 25; count++)
        {
            using var device = new SoftwareAuthenticator();
            await PasskeyStory.RegisterAsync(session, device);
        }

        var refused = await RefusedAsync(session.Passkeys().BeginPasskeyRegistrationAsync(new()));

        Assert.Equal((StatusCode.FailedPrecondition, "PASSKEY_LIMIT_REACHED", "25"), (refused.StatusCode, refused.Reason(), refused.Info().Metadata["limit"]));
    }

    [Fact]
    public async Task Nor_who_adds_many_at_once()
    {
        var session = await (await TestPerson.NewAsync(_server)).SignedInAsync();
        var devices = Enumerable.Range(0, 30).Select(_ => new SoftwareAuthenticator()).ToList();
        var asked = new List<(SoftwareAuthenticator Device, PasskeyChallenge Challenge)>();
        foreach (var device in devices)
            asked.Add((device, await session.Passkeys().BeginPasskeyRegistrationAsync(new())));

        var refused = await Task.WhenAll(asked.Select(one => Record.ExceptionAsync(() => PasskeyStory.FinishAsync(session, one.Device, one.Challenge)).AsTask()));

        Assert.Equal(Enumerable.Repeat("PASSKEY_LIMIT_REACHED", 5), refused.OfType<RpcException>().Select(failure => failure.Reason()));
        Assert.Equal(25, (await session.Passkeys().ListPasskeysAsync(new() { PageSize = 200 })).Passkeys.Count);
        devices.ForEach(device => device.Dispose());
    }

    [Fact]
    public async Task What_is_wrong_with_a_request_is_named()
    {
        var session = await (await TestPerson.NewAsync(_server)).SignedInAsync();

        Assert.Equal(["answer.challenge_token", "answer.credential", "name"], (await RefusedAsync(session.Passkeys().FinishPasskeyRegistrationAsync(new()))).Fields());
        Assert.Equal(["passkey_id", "name"], (await RefusedAsync(session.Passkeys().RenamePasskeyAsync(new() { PasskeyId = "x", Name = new('x', 101) }))).Fields());
        Assert.Equal(["passkey.challenge_token", "passkey.credential"], (await RefusedAsync(session.Door().ReauthenticateAsync(new() { Passkey = new() }))).Fields());
    }

    [Fact]
    public async Task A_passkey_is_the_proof_that_making_and_deleting_others_asks_for()
    {
        using var story = await PasskeyStory.NewAsync(_server);
        clocked.Clock.Advance(TimeSpan.FromMinutes(11));
        await Task.Delay(1050, TestContext.Current.CancellationToken); // a credential is cached for a second
        Assert.Equal("STEP_UP_REQUIRED", (await RefusedAsync(story.Session.Passkeys().BeginPasskeyRegistrationAsync(new()))).Reason());
        Assert.Equal("STEP_UP_REQUIRED", (await RefusedAsync(story.Session.Passkeys().DeletePasskeyAsync(new() { PasskeyId = story.Passkey.Id }))).Reason());

        var challenge = await story.Session.Door().BeginPasskeyReauthenticationAsync(new());
        Assert.Equal(story.Passkey.CredentialId, Assert.Single(challenge.Options.Fields["allowCredentials"].ListValue.Values).StructValue.Fields["id"].StringValue);
        await story.Session.Door().ReauthenticateAsync(new() { Passkey = story.Answer(challenge) });

        await story.Session.Passkeys().DeletePasskeyAsync(new() { PasskeyId = story.Passkey.Id });
        var none = await RefusedAsync(story.Session.Door().BeginPasskeyReauthenticationAsync(new()));
        Assert.Equal((StatusCode.FailedPrecondition, "PASSKEY_UNKNOWN"), (none.StatusCode, none.Reason()));
    }

    [Fact]
    public async Task Another_persons_passkey_and_a_wrong_answer_prove_nothing()
    {
        using var story = await PasskeyStory.NewAsync(_server);
        using var other = await PasskeyStory.NewAsync(_server);

        var stranger = await RefusedAsync(story.Session.Door().ReauthenticateAsync(new() { Passkey = other.Answer(await story.Session.Door().BeginPasskeyReauthenticationAsync(new())) }));
        story.Device.VerifiesUser = false;
        var wrong = await RefusedAsync(story.Session.Door().ReauthenticateAsync(new() { Passkey = story.Answer(await story.Session.Door().BeginPasskeyReauthenticationAsync(new())) }));

        Assert.Equal((StatusCode.PermissionDenied, "PASSKEY_UNKNOWN"), (stranger.StatusCode, stranger.Reason()));
        Assert.Equal((StatusCode.PermissionDenied, "SIGN_IN_REFUSED"), (wrong.StatusCode, wrong.Reason()));
    }

    private static Task<RpcException> RefusedAsync<T>(AsyncUnaryCall<T> call) => Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
}
