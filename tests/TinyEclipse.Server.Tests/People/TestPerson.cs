using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.People.V1;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Features.People;
using TinyEclipse.Server.Features.People.Passwords;
using TinyEclipse.Server.Features.People.SignIn;
using TinyEclipse.Server.Tenancy;
using Account = TinyEclipse.People.V1.AccountService.AccountServiceClient;
using Door = TinyEclipse.People.V1.SignInService.SignInServiceClient;
using Sessions = TinyEclipse.People.V1.SessionService.SessionServiceClient;

namespace TinyEclipse.Server.Tests.People;

/// <summary>Somebody with a password, who may sign in at any server of the database.</summary>
public sealed record TestPerson(RunningServer Server, Guid Id, string Email, string Password)
{
    public static async Task<TestPerson> NewAsync(RunningServer server, TenantId? tenant = null, Role role = Role.Viewer)
    {
        var people = server.Services.GetRequiredService<PersonStore>();
        var (email, password) = ($"{Guid.NewGuid():n}@example.be", $"plain words {Guid.NewGuid():n}");
        var id = await people.EnsureAcrossTenantsAsync(email, "Somebody Here", isOperator: false, CancellationToken.None);
        if (tenant is { } joined)
            await people.JoinAsync(joined, id, role, CancellationToken.None);
        var hash = await server.Services.GetRequiredService<PasswordHashes>().HashAsync(password, CancellationToken.None);
        await server.Services.GetRequiredService<SignerStore>().ChangePasswordAcrossTenantsAsync(id, hash, null, CancellationToken.None);
        return new TestPerson(server, id, email, password);
    }

    public SignInRequest Request => new() { Email = Email, Password = Password, DeviceName = "Test" };

    public async Task<SignInResponse> SignInAsync() => await DoorOf(Server).SignInAsync(Request);

    /// <summary>A caller with a new session.</summary>
    public async Task<TestCaller> SignedInAsync() => Server.As((await SignInAsync()).SessionToken);

    public static Door DoorOf(RunningServer server) => new(server.As("").Grpc);
}

/// <summary>What somebody with a session calls.</summary>
public static class SignedInCalls
{
    public static Door Door(this TestCaller caller) => new(caller.Grpc);

    public static Sessions Sessions(this TestCaller caller) => new(caller.Grpc);

    public static TinyEclipse.People.V1.SecondFactorService.SecondFactorServiceClient Factor(this TestCaller caller) => new(caller.Grpc);

    public static Account Account(this TestCaller caller) => new(caller.Grpc);

    public static TinyEclipse.People.V1.PersonService.PersonServiceClient Persons(this TestCaller caller) => new(caller.Grpc);
}
