using System.Net.Http.Json;
using System.Text;
using Grpc.Core;
using TinyEclipse.People.V1;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Features.People.SecondFactor;
using TinyEclipse.Server.Tests.People;
using Invitations = TinyEclipse.People.V1.InvitationService.InvitationServiceClient;
using Tokens = TinyEclipse.People.V1.ApiTokenService.ApiTokenServiceClient;

namespace TinyEclipse.Server.Tests.Secrets;

/// <summary>Somebody is invited, joins, uses an authenticator app, makes tokens, forgets the password and mistypes it.</summary>
internal sealed class SecretPeople(SecretStory story)
{
    private readonly string _email = $"{Guid.NewGuid():n}@example.be";

    private KnownSecrets Known => story.Known;

    private SignInService.SignInServiceClient Door => TestPerson.DoorOf(story.Server);

    public async Task TellAsync()
    {
        var password = await JoinAsync();
        var session = await SignInAsync("session of a password", new() { Email = _email, Password = password });
        await MistypeAsync();
        await session.Door().ReauthenticateAsync(new() { Password = password });
        var changed = Known.Add("changed password", $"nog mooier {Guid.NewGuid():n}");
        await session.Account().ChangePasswordAsync(new() { CurrentPassword = password, NewPassword = changed });
        await MakeTokensAsync(session);
        var codes = await UseAppAsync(session);
        var reset = await ForgetAsync();
        await SignInAsync("session of a recovery code", new() { Email = _email, Password = reset, RecoveryCode = codes[0] });
        await LeaveOpenAsync(session: await SignInAsync("last session", new() { Email = _email, Password = reset, RecoveryCode = codes[1] }));
    }

    /// <summary>Links that nobody followed yet.</summary>
    private async Task LeaveOpenAsync(TestCaller session)
    {
        var invited = $"{Guid.NewGuid():n}@example.be";
        await new Invitations(session.Grpc).InviteMemberAsync(new() { Email = invited, Role = Role.Staff });
        Known.Add("token of an open invitation", (await story.Mail.NextToAsync(invited)).Token);
        story.Mail.Clear();
        await Door.RequestPasswordResetAsync(new() { Email = _email });
        Known.Add("token of an open reset", (await story.Mail.NextLinkToAsync(_email)).Token);
    }

    private async Task<string> JoinAsync()
    {
        var tenant = await story.Server.NewTenantAsync();
        Known.Add("API token of the owner", tenant.Owner.Token);
        Known.Add("site token", tenant.Site.Token);
        await new Invitations(tenant.Owner.Grpc).InviteMemberAsync(new() { TenantId = tenant.Id, Email = _email, Role = Role.Owner });
        var token = Known.Add("token of an invitation", (await story.Mail.NextLinkToAsync(_email)).Token);
        story.Mail.Clear();
        var password = Known.Add("first password", $"mooie woorden {Guid.NewGuid():n}");
        var strangers = new Invitations(story.Server.As("").Grpc);
        await strangers.LookUpInvitationAsync(new() { Token = token });
        await strangers.AcceptInvitationAsync(new() { Token = token, DisplayName = "Els", Password = password });
        return password;
    }

    private async Task<TestCaller> SignInAsync(string name, SignInRequest request)
    {
        var begun = await Door.SignInAsync(request);
        Known.Add("device hint: " + name, begun.DeviceHint);
        return story.Server.As(Known.Add(name, begun.SessionToken));
    }

    /// <summary>In every way that ends in an error, over both doors.</summary>
    private async Task MistypeAsync()
    {
        var wrong = Known.Add("mistyped password", $"bijna goed {Guid.NewGuid():n}");
        await Assert.ThrowsAsync<RpcException>(() => Door.SignInAsync(new() { Email = _email, Password = wrong }).ResponseAsync);
        using var http = story.Server.As("").Http;
        using var refused = await http.PostAsJsonAsync("/api/portal/sign-in", new { email = _email, password = wrong });
        using var malformed = await http.PostAsync(new Uri("/api/portal/sign-in", UriKind.Relative), new StringContent($"{{\"email\": 1, \"password\": \"{wrong}\"", Encoding.UTF8, "application/json"));
        using var unknown = story.Server.As(Known.Add("token that nobody has", "te_session_" + new string('x', 49))).Http;
        using var unauthenticated = await unknown.GetAsync(new Uri("/api/portal/sessions", UriKind.Relative));
    }

    /// <summary>One comes with an Idempotency-Key, whose answer is kept for a day.</summary>
    private async Task MakeTokensAsync(TestCaller session)
    {
        var request = new CreateApiTokenRequest { ApiToken = new() { Name = "Boekhouding", Scopes = { "*" } } };
        var made = await new Tokens(session.Grpc).CreateApiTokenAsync(request, new Metadata { { "idempotency-key", "once" } });
        Assert.Equal(made, await new Tokens(session.Grpc).CreateApiTokenAsync(request, new Metadata { { "idempotency-key", "once" } }));
        Known.Add("API token of an idempotent answer", made.Token);
        Known.Add("rotated API token", (await new Tokens(session.Grpc).RotateApiTokenAsync(new() { ApiTokenId = made.Id })).Token);
    }

    private async Task<IReadOnlyList<string>> UseAppAsync(TestCaller session)
    {
        var setUp = await session.Factor().SetUpTotpAsync(new());
        var seed = Base32Reading.Decode(Known.Add("TOTP seed in base32", setUp.Secret));
        Known.Add("TOTP seed", seed);
        var confirmed = await session.Factor().ConfirmTotpAsync(new() { TotpCode = Totp.Code(seed, Totp.StepAt(DateTimeOffset.UtcNow)) });
        foreach (var code in confirmed.Codes)
        {
            Known.Add("recovery code", code);
            Known.Add("recovery code, typed together", code.Replace("-", "", StringComparison.Ordinal));
        }
        return confirmed.Codes;
    }

    private async Task<string> ForgetAsync()
    {
        await Door.RequestPasswordResetAsync(new() { Email = _email });
        var token = Known.Add("token of a reset", (await story.Mail.NextLinkToAsync(_email)).Token);
        var password = Known.Add("password of a reset", $"weer andere {Guid.NewGuid():n}");
        await Door.ResetPasswordAsync(new() { Token = token, NewPassword = password });
        return password;
    }
}
