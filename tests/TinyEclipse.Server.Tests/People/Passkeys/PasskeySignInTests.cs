using Dapper;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Npgsql;
using TinyEclipse.People.V1;
using TinyEclipse.Server.Features.People.SecondFactor;

namespace TinyEclipse.Server.Tests.People.Passkeys;

public sealed class PasskeySignInTests(ClockedServer clocked, TestServer tests) : IClassFixture<ClockedServer>
{
    private readonly RunningServer _server = clocked.Server; // its own: the many refused answers of one address would hold up other tests

    [Fact]
    public async Task A_passkey_signs_in_by_itself_and_no_code_is_asked_for()
    {
        using var story = await PasskeyStory.NewAsync(_server);
        var secret = (await story.Session.Factor().SetUpTotpAsync(new())).Secret;
        await story.Session.Factor().ConfirmTotpAsync(new() { TotpCode = Totp.Code(Base32Reading.Decode(secret), Totp.StepAt(clocked.Clock.GetUtcNow())) });

        var signedIn = await story.SignInAsync();

        Assert.Equal((story.Person.Email, "Test"), (signedIn.Person.Email, signedIn.Session.DeviceName));
        Assert.NotEmpty(signedIn.DeviceHint);
        var session = _server.As(signedIn.SessionToken);
        await session.Passkeys().BeginPasskeyRegistrationAsync(new()); // it is a fresh proof, too
        Assert.Equal(1, (await session.Factor().GetSecondFactorAsync(new())).PasskeyCount);
        Assert.NotNull(Assert.Single((await session.Passkeys().ListPasskeysAsync(new())).Passkeys).LastUseTime);
    }

    [Fact]
    public async Task The_question_names_nobody_and_asks_for_verification()
    {
        var asked = (await TestPerson.DoorOf(_server).BeginPasskeySignInAsync(new())).Options.Fields;

        Assert.Equal(("example.be", "required"), (asked["rpId"].StringValue, asked["userVerification"].StringValue));
        Assert.Empty(asked["allowCredentials"].ListValue.Values);
    }

    [Theory]
    [InlineData("https://shop.example.be")]
    [InlineData("https://hub.example.be.evil.example")]
    [InlineData("https://hub.example.be:8443")]
    [InlineData("http://hub.example.be")]
    [InlineData("null")]
    public async Task Another_page_is_refused(string origin)
    {
        using var story = await PasskeyStory.NewAsync(_server);
        story.Device.Origin = origin;
        await AssertRefusedAsync(story);
    }

    [Fact]
    public async Task A_page_in_a_frame_of_another_is_refused()
    {
        using var story = await PasskeyStory.NewAsync(_server);
        story.Device.CrossOrigin = true;
        await AssertRefusedAsync(story);
    }

    [Fact]
    public async Task A_passkey_of_another_domain_is_refused()
    {
        using var story = await PasskeyStory.NewAsync(_server);
        story.Device.Domain = "evil.example";
        await AssertRefusedAsync(story);
    }

    [Fact]
    public async Task Who_was_not_verified_is_refused()
    {
        using var story = await PasskeyStory.NewAsync(_server);
        story.Device.VerifiesUser = false;
        await AssertRefusedAsync(story);
    }

    [Fact]
    public async Task Another_key_is_refused()
    {
        using var story = await PasskeyStory.NewAsync(_server);
        story.Device.LoseKey();
        await AssertRefusedAsync(story);
    }

    [Fact]
    public async Task A_passkey_does_not_open_another_persons_account()
    {
        using var story = await PasskeyStory.NewAsync(_server);
        using var other = await PasskeyStory.NewAsync(_server);
        story.Device.UserHandle = other.Device.UserHandle;
        await AssertRefusedAsync(story);
    }

    [Fact]
    public async Task A_count_that_goes_back_or_stands_still_is_a_copy_and_is_refused()
    {
        using var story = await PasskeyStory.NewAsync(_server);
        story.Device.SignCount = 7;
        await story.SignInAsync();
        await AssertRefusedAsync(story);
        story.Device.SignCount = 6;
        await AssertRefusedAsync(story);

        story.Device.SignCount = 8;
        await story.SignInAsync();
    }

    [Fact]
    public async Task Of_two_answers_with_the_same_count_one_is_taken()
    {
        using var story = await PasskeyStory.NewAsync(_server);
        story.Device.SignCount = 1;

        var tries = Enumerable.Range(0, 8).Select(_ => story.SignInAsync()).ToList();
        var outcomes = await Task.WhenAll(tries.Select(OutcomeAsync));

        Assert.Equal(["", .. Enumerable.Repeat("SIGN_IN_REFUSED", 7)], outcomes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_deleted_passkey_opens_nothing()
    {
        using var story = await PasskeyStory.NewAsync(_server);
        await story.Session.Passkeys().DeletePasskeyAsync(new() { PasskeyId = story.Passkey.Id });

        var refused = await story.RefusedAsync();

        Assert.Equal((StatusCode.Unauthenticated, "PASSKEY_UNKNOWN"), (refused.StatusCode, refused.Reason()));
    }

    [Fact]
    public async Task Who_is_removed_has_no_passkey_any_more()
    {
        var database = await tests.NewDatabaseAsync();
        await using var own = await TestServer.StartAsync(database);
        using var story = await PasskeyStory.NewAsync(own);
        await using var owner = new NpgsqlConnection(database);
        await owner.ExecuteAsync("delete from people where id = @Id", new { story.Person.Id });

        Assert.Equal("PASSKEY_UNKNOWN", (await story.RefusedAsync()).Reason());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"id":7}""")]
    [InlineData("""{"id":"AAAA","response":{}}""")]
    [InlineData("""{"id":"!!","type":"public-key","response":null}""")]
    public async Task What_is_no_answer_at_all_is_nobodys(string credential)
    {
        var challenge = await TestPerson.DoorOf(_server).BeginPasskeySignInAsync(new());
        var answer = new PasskeyAnswer { ChallengeToken = challenge.ChallengeToken, Credential = Struct.Parser.ParseJson(credential) };

        var refused = await Assert.ThrowsAsync<RpcException>(() => TestPerson.DoorOf(_server).FinishPasskeySignInAsync(new() { Answer = answer }).ResponseAsync);

        Assert.Equal("PASSKEY_UNKNOWN", refused.Reason());
    }

    [Theory]
    [InlineData("clientDataJSON")]
    [InlineData("authenticatorData")]
    [InlineData("signature")]
    [InlineData("userHandle")]
    public async Task An_answer_of_which_a_part_is_garbage_is_refused(string part)
    {
        using var story = await PasskeyStory.NewAsync(_server);
        foreach (var garbage in new[] { "", "not base64!", new string('A', 5000) })
        {
            var challenge = await TestPerson.DoorOf(_server).BeginPasskeySignInAsync(new());
            var answer = story.Answer(challenge);
            answer.Credential.Fields["response"].StructValue.Fields[part].StringValue = garbage;

            var refused = await Assert.ThrowsAsync<RpcException>(() => TestPerson.DoorOf(_server).FinishPasskeySignInAsync(new() { Answer = answer }).ResponseAsync);

            Assert.Equal("SIGN_IN_REFUSED", refused.Reason());
        }
    }

    [Fact]
    public async Task What_is_missing_or_too_long_is_named()
    {
        var big = new SoftwareAuthenticator { CredentialId = new byte[20_000] };

        var missing = await Assert.ThrowsAsync<RpcException>(() => TestPerson.DoorOf(_server).FinishPasskeySignInAsync(new() { DeviceName = new('x', 201) }).ResponseAsync);
        var tooLong = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            var challenge = await TestPerson.DoorOf(_server).BeginPasskeySignInAsync(new());
            await TestPerson.DoorOf(_server).FinishPasskeySignInAsync(new() { Answer = new() { ChallengeToken = challenge.ChallengeToken, Credential = big.Get(challenge.Options) } });
        });

        Assert.Equal(["answer.challenge_token", "answer.credential", "device_name"], missing.Fields());
        Assert.Equal(["answer.credential"], tooLong.Fields());
    }

    private static async Task<string> OutcomeAsync(Task attempt)
    {
        try
        {
            await attempt;
            return "";
        }
        catch (RpcException refused)
        {
            return refused.Reason();
        }
    }

    private static async Task AssertRefusedAsync(PasskeyStory story)
    {
        var refused = await story.RefusedAsync();
        Assert.Equal((StatusCode.Unauthenticated, "SIGN_IN_REFUSED"), (refused.StatusCode, refused.Reason()));
    }
}
