using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Features.People.SignIn;

namespace TinyEclipse.Server.Tests.People;

public sealed class SignInTests(TestServer server)
{
    [Fact]
    public async Task Who_knows_the_password_gets_a_session_that_opens_what_the_role_opens()
    {
        var tenant = await server.NewTenantAsync();
        var person = await TestPerson.NewAsync(server.Shared, tenant.Tenant, Role.Staff);

        var answer = await person.SignInAsync();

        Assert.Matches("^te_session_[0-9A-Za-z]{49}$", answer.SessionToken);
        Assert.Equal((person.Email, "Test", true), (answer.Person.Email, answer.Session.DeviceName, answer.Session.Current));
        var me = await server.Shared.As(answer.SessionToken).Persons().GetMeAsync(new());
        Assert.Equal((tenant.Id, Role.Staff), (me.Memberships.Single().TenantId, me.Memberships.Single().Role));
    }

    [Fact]
    public async Task The_address_is_read_as_people_type_it()
    {
        var person = await TestPerson.NewAsync(server.Shared);

        var answer = await TestPerson.DoorOf(server.Shared).SignInAsync(new(person.Request) { Email = $" {person.Email.ToUpperInvariant()} " });

        Assert.Equal(person.Email, answer.Person.Email);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_are_answered_alike_to_the_letter()
    {
        var person = await TestPerson.NewAsync(server.Shared);
        var invited = $"{Guid.NewGuid():n}@example.be";
        await server.Shared.Services.GetRequiredService<Features.People.PersonStore>().EnsureAcrossTenantsAsync(invited, "No Password", false, CancellationToken.None);

        var answers = new List<(int, string)>();
        foreach (var email in new[] { person.Email, invited, $"{Guid.NewGuid():n}@example.be", "not an address" })
        {
            using var answer = await server.Shared.As("").Http.PostAsJsonAsync("/api/portal/sign-in", new { email, password = "something else" });
            answers.Add(((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        }

        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
        Assert.Equal(401, answers[0].Item1);
        Assert.Equal("SIGN_IN_REFUSED", (string?)JsonNode.Parse(answers[0].Item2)!["details"]![0]!["reason"]);
    }

    [Fact]
    public async Task What_is_missing_is_named()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => TestPerson.DoorOf(server.Shared).SignInAsync(new()).ResponseAsync);

        Assert.Equal(["email", "password"], refused.Fields());
    }

    [Fact]
    public async Task A_password_hashed_by_an_older_rule_is_hashed_anew()
    {
        await using var stricter = await TestServer.StartAsync(await server.NewDatabaseAsync(), settings: new(StringComparer.Ordinal) { ["Passwords:IterationCount"] = "2000" });
        var person = await TestPerson.NewAsync(stricter);
        var signers = stricter.Services.GetRequiredService<SignerStore>();
        using var older = new Features.People.Passwords.PasswordHashes(Microsoft.Extensions.Options.Options.Create(new Microsoft.AspNetCore.Identity.PasswordHasherOptions { IterationCount = 1000 }));
        var old = await older.HashAsync(person.Password, CancellationToken.None);
        await signers.ChangePasswordAcrossTenantsAsync(person.Id, old, null, CancellationToken.None);

        await person.SignInAsync();

        var renewed = (await signers.FindAcrossTenantsAsync(person.Id, CancellationToken.None))!.PasswordHash;
        Assert.NotEqual(old, renewed);
        await person.SignInAsync();
        Assert.Equal(renewed, (await signers.FindAcrossTenantsAsync(person.Id, CancellationToken.None))!.PasswordHash);
    }
}
