using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.People.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.People.SecondFactor;

namespace TinyEclipse.Server.Tests.People;

public sealed class SecondFactorTests(ClockedServer clocked) : IClassFixture<ClockedServer>
{
    private readonly TestClock _clock = clocked.Clock;
    private readonly RunningServer _server = clocked.Server;

    [Fact]
    public async Task Once_an_app_is_confirmed_its_code_is_asked_for_and_each_is_taken_once()
    {
        var person = await TestPerson.NewAsync(_server);
        var app = await WithAppAsync(person);

        var asked = await RefusedAsync(person.Request);
        Assert.Equal((StatusCode.Unauthenticated, "SECOND_FACTOR_REQUIRED"), (asked.StatusCode, asked.Reason()));

        _clock.Advance(TimeSpan.FromSeconds(30));
        var code = app.Code(_clock);
        await TestPerson.DoorOf(_server).SignInAsync(new(person.Request) { TotpCode = code });
        Assert.Equal("SIGN_IN_REFUSED", (await RefusedAsync(new(person.Request) { TotpCode = code })).Reason());

        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("SIGN_IN_REFUSED", (await RefusedAsync(new(person.Request) { Password = "wrong", TotpCode = app.Code(_clock) })).Reason());
        await using var another = await clocked.StartAnotherAsync();
        await TestPerson.DoorOf(another).SignInAsync(new(person.Request) { TotpCode = app.Code(_clock) });
    }

    [Fact]
    public async Task A_recovery_code_opens_once_and_new_ones_replace_the_old()
    {
        var person = await TestPerson.NewAsync(_server);
        var app = await WithAppAsync(person);

        await TestPerson.DoorOf(_server).SignInAsync(new(person.Request) { RecoveryCode = app.Codes[0].ToUpperInvariant() });
        Assert.Equal("SIGN_IN_REFUSED", (await RefusedAsync(new(person.Request) { RecoveryCode = app.Codes[0] })).Reason());
        Assert.Equal((true, 9), await StateAsync(app.Session));

        var renewed = await app.Session.Factor().ReplaceRecoveryCodesAsync(new());
        Assert.Equal("SIGN_IN_REFUSED", (await RefusedAsync(new(person.Request) { RecoveryCode = app.Codes[1] })).Reason());
        await TestPerson.DoorOf(_server).SignInAsync(new(person.Request) { RecoveryCode = renewed.Codes[1] });
    }

    [Fact]
    public async Task An_app_that_is_not_confirmed_asks_nothing()
    {
        var person = await TestPerson.NewAsync(_server);
        var session = await person.SignedInAsync();
        await session.Factor().SetUpTotpAsync(new());
        var second = await session.Factor().SetUpTotpAsync(new()); // the first QR code was never read

        var wrong = await Assert.ThrowsAsync<RpcException>(() => session.Factor().ConfirmTotpAsync(new() { TotpCode = "000000" }).ResponseAsync);

        Assert.Equal(["totp_code"], wrong.Fields());
        await person.SignInAsync();
        await session.Factor().ConfirmTotpAsync(new() { TotpCode = Totp.Code(Base32Reading.Decode(second.Secret), Totp.StepAt(_clock.GetUtcNow())) });
    }

    [Fact]
    public async Task An_app_in_use_is_not_replaced_but_removed_first()
    {
        var person = await TestPerson.NewAsync(_server);
        var app = await WithAppAsync(person);

        var inUse = await Assert.ThrowsAsync<RpcException>(() => app.Session.Factor().SetUpTotpAsync(new()).ResponseAsync);
        Assert.Equal("SECOND_FACTOR_STATE", inUse.Reason());
        await app.Session.Factor().RemoveTotpAsync(new());

        await person.SignInAsync();
        Assert.Equal((false, 0), await StateAsync(app.Session));
        var refused = await Assert.ThrowsAsync<RpcException>(() => app.Session.Factor().ReplaceRecoveryCodesAsync(new()).ResponseAsync);
        Assert.Equal((StatusCode.FailedPrecondition, "SECOND_FACTOR_STATE"), (refused.StatusCode, refused.Reason()));
    }

    [Fact]
    public async Task A_proof_counts_for_ten_minutes_and_a_code_proves_too()
    {
        var person = await TestPerson.NewAsync(_server);
        var app = await WithAppAsync(person);
        await app.Session.Factor().ReplaceRecoveryCodesAsync(new());

        _clock.Advance(TimeSpan.FromMinutes(11));
        await Task.Delay(1050);
        var refused = await Assert.ThrowsAsync<RpcException>(() => app.Session.Factor().ReplaceRecoveryCodesAsync(new()).ResponseAsync);
        Assert.Equal((StatusCode.PermissionDenied, "STEP_UP_REQUIRED"), (refused.StatusCode, refused.Reason()));
        await app.Session.Factor().GetSecondFactorAsync(new()); // what is not dangerous goes on

        await app.Session.Door().ReauthenticateAsync(new() { TotpCode = app.Code(_clock) });
        await app.Session.Factor().ReplaceRecoveryCodesAsync(new());

        _clock.Advance(TimeSpan.FromMinutes(11));
        await app.Session.Door().ReauthenticateAsync(new() { Password = person.Password });
        await app.Session.Factor().ReplaceRecoveryCodesAsync(new());
    }

    [Fact]
    public async Task A_right_code_goes_past_what_strangers_closed_and_a_guessed_one_does_not()
    {
        var person = await TestPerson.NewAsync(_server);
        var app = await WithAppAsync(person);
        for (var guess = 0; guess < 8; guess++)
            await RefusedAsync(new(person.Request) { Password = $"guess {guess}" });
        Assert.Equal("TOO_MANY_ATTEMPTS", (await RefusedAsync(person.Request)).Reason());

        Assert.Equal("TOO_MANY_ATTEMPTS", (await RefusedAsync(new(person.Request) { TotpCode = "000000" })).Reason());
        await TestPerson.DoorOf(_server).SignInAsync(new(person.Request) { TotpCode = Totp.Code(app.Seed, Totp.StepAt(_clock.GetUtcNow()) + 1) });
    }

    [Fact]
    public async Task Who_knows_the_password_does_not_guess_the_code()
    {
        var person = await TestPerson.NewAsync(_server);
        await WithAppAsync(person);

        var reasons = new List<string>();
        for (var guess = 0; guess < 200; guess++)
            reasons.Add((await RefusedAsync(guess % 2 == 0 ? new(person.Request) { TotpCode = $"{guess:d6}" } : person.Request)).Reason());

        Assert.InRange(reasons.Count(reason => reason == "SIGN_IN_REFUSED"), 1, 6);
        Assert.Equal("TOO_MANY_ATTEMPTS", reasons[^1]);
    }

    [Fact]
    public async Task The_seed_is_not_in_the_database_as_it_is()
    {
        var app = await WithAppAsync(await TestPerson.NewAsync(_server));

        await using var transaction = await _server.Services.GetRequiredService<TenantDatabase>().BeginAcrossTenantsAsync(CancellationToken.None);
        var readable = await transaction.QuerySingleAsync<long>("select count(*) from person_totp where position(@Seed in seed) > 0", new { app.Seed }, CancellationToken.None);

        Assert.Equal(0, readable);
    }

    private async Task<App> WithAppAsync(TestPerson person)
    {
        var session = await person.SignedInAsync();
        var setUp = await session.Factor().SetUpTotpAsync(new());
        Assert.Contains(setUp.Secret, setUp.OtpauthUri, StringComparison.Ordinal);
        var seed = Base32Reading.Decode(setUp.Secret);
        var codes = await session.Factor().ConfirmTotpAsync(new() { TotpCode = Totp.Code(seed, Totp.StepAt(_clock.GetUtcNow())) });
        return new App(session, seed, [.. codes.Codes]);
    }

    private static async Task<(bool, int)> StateAsync(TestCaller session)
    {
        var state = await session.Factor().GetSecondFactorAsync(new());
        return (state.Totp, state.RecoveryCodeCount);
    }

    private Task<RpcException> RefusedAsync(SignInRequest request) =>
        Assert.ThrowsAsync<RpcException>(() => TestPerson.DoorOf(_server).SignInAsync(request).ResponseAsync);

    private sealed record App(TestCaller Session, byte[] Seed, IReadOnlyList<string> Codes)
    {
        public string Code(TimeProvider clock) => Totp.Code(Seed, Totp.StepAt(clock.GetUtcNow()));
    }
}
