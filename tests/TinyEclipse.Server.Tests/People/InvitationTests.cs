using Grpc.Core;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Tests.Mail;
using Invitations = TinyEclipse.People.V1.InvitationService.InvitationServiceClient;

namespace TinyEclipse.Server.Tests.People;

public sealed class InvitationTests(MailedServer mailed) : IClassFixture<MailedServer>
{
    private readonly RunningServer _server = mailed.Server;

    private static string NewAddress() => $"{Guid.NewGuid():n}@example.be";

    private Invitations Public => new(_server.As("").Grpc);

    [Fact]
    public async Task Who_is_invited_reads_of_it_in_dutch_and_joins_by_the_link_once()
    {
        var (tenant, email) = (await _server.NewTenantAsync(), NewAddress());
        var made = await Owner(tenant).InviteMemberAsync(new() { Email = email.ToUpperInvariant(), Role = Role.Staff });
        var mail = await mailed.Mail.NextToAsync(email);

        Assert.Equal((email, Role.Staff), (made.Email, made.Role));
        Assert.StartsWith("Uitnodiging voor ", mail.Subject, StringComparison.Ordinal);
        Assert.Contains("als medewerker mee te werken", mail.Text, StringComparison.Ordinal);
        Assert.Contains("https://hub.example/invitation?token=te_invitation_", mail.Text, StringComparison.Ordinal);
        Assert.Equal("auto-generated", mail.Header("Auto-Submitted"));
        var seen = await Public.LookUpInvitationAsync(new() { Token = mail.Token });
        Assert.Equal((email, Role.Staff, false), (seen.Email, seen.Role, seen.HasAccount));

        var joined = await Public.AcceptInvitationAsync(new() { Token = mail.Token, DisplayName = "Els", Password = "praline vijver zonnebril" });

        var session = await TestPerson.DoorOf(_server).SignInAsync(new() { Email = email, Password = "praline vijver zonnebril", DeviceHint = joined.DeviceHint });
        Assert.Equal((tenant.Id, Role.Staff), (session.Person.Memberships.Single().TenantId, session.Person.Memberships.Single().Role));
        Assert.Equal("LINK_INVALID", (await RefusedAsync(() => Public.AcceptInvitationAsync(new() { Token = mail.Token, DisplayName = "Els", Password = "praline vijver zonnebril" }))).Reason());
        Assert.Empty((await Owner(tenant).ListInvitationsAsync(new())).Invitations);
    }

    [Fact]
    public async Task Who_has_an_account_accepts_with_a_session_of_it()
    {
        var (tenant, person, other) = (await _server.NewTenantAsync(), await TestPerson.NewAsync(_server), await TestPerson.NewAsync(_server));
        await Owner(tenant).InviteMemberAsync(new() { Email = person.Email, Role = Role.Manager });
        var token = (await mailed.Mail.NextToAsync(person.Email)).Token;

        foreach (var caller in new[] { _server.As(""), await other.SignedInAsync() })
            Assert.Equal("SIGN_IN_FIRST", (await RefusedAsync(() => new Invitations(caller.Grpc).AcceptInvitationAsync(new() { Token = token }))).Reason());
        await new Invitations((await person.SignedInAsync()).Grpc).AcceptInvitationAsync(new() { Token = token });

        Assert.Equal(Role.Manager, (await person.SignInAsync()).Person.Memberships.Single().Role);
        Assert.Equal("RESOURCE_EXISTS", (await RefusedAsync(() => Owner(tenant).InviteMemberAsync(new() { Email = person.Email, Role = Role.Staff }))).Reason());
    }

    [Fact]
    public async Task A_link_ends_when_it_is_taken_back_replaced_or_old()
    {
        var tenant = await _server.NewTenantAsync();
        var (back, replaced, old) = (NewAddress(), NewAddress(), NewAddress());
        var links = new List<string>();
        foreach (var email in new[] { back, replaced, old })
        {
            var invitation = await Owner(tenant).InviteMemberAsync(new() { Email = email, Role = Role.Viewer });
            links.Add((await mailed.Mail.NextToAsync(email)).Token);
            if (email == back)
                await Owner(tenant).RevokeInvitationAsync(new() { InvitationId = invitation.Id });
        }
        await Public.LookUpInvitationAsync(new() { Token = links[1] });
        mailed.Mail.Clear();
        await Owner(tenant).InviteMemberAsync(new() { Email = replaced, Role = Role.Owner });
        Assert.NotEqual(links[1], (await mailed.Mail.NextToAsync(replaced)).Token);
        await Public.LookUpInvitationAsync(new() { Token = links[2] });
        mailed.Clock.Advance(TimeSpan.FromDays(7));

        foreach (var link in links)
            Assert.Equal("LINK_INVALID", (await RefusedAsync(() => Public.LookUpInvitationAsync(new() { Token = link }))).Reason());
    }

    [Fact]
    public async Task A_bad_invitation_names_its_fields_and_staff_invites_nobody()
    {
        var tenant = await _server.NewTenantAsync();

        var bad = await RefusedAsync(() => Owner(tenant).InviteMemberAsync(new() { Email = "an@example.be\r\nBcc: x@example.be", Role = Role.Operator }));
        Assert.Equal(["email", "role"], bad.Fields());
        var staff = new Invitations((await _server.NewPersonAsync(tenant.Tenant, Role.Manager)).Grpc);
        Assert.Equal("ROLE_REQUIRED", (await RefusedAsync(() => staff.InviteMemberAsync(new() { Email = NewAddress(), Role = Role.Viewer }))).Reason());
    }

    [Fact]
    public async Task A_password_that_is_too_easy_leaves_the_link_good()
    {
        var (tenant, email) = (await _server.NewTenantAsync(), NewAddress());
        await Owner(tenant).InviteMemberAsync(new() { Email = email, Role = Role.Viewer });
        var token = (await mailed.Mail.NextToAsync(email)).Token;

        var weak = await RefusedAsync(() => Public.AcceptInvitationAsync(new() { Token = token, Password = "password12" }));

        Assert.Equal(["display_name", "password"], weak.Fields());
        await Public.LookUpInvitationAsync(new() { Token = token });
    }

    private static Invitations Owner(TestTenant tenant) => new(tenant.Owner.Grpc);

    private static Task<RpcException> RefusedAsync<T>(Func<AsyncUnaryCall<T>> call) => Assert.ThrowsAsync<RpcException>(() => call().ResponseAsync);
}
