using Grpc.Core;
using TinyEclipse.People.V1;
using Keys = TinyEclipse.People.V1.PasskeyService.PasskeyServiceClient;

namespace TinyEclipse.Server.Tests.People.Passkeys;

/// <summary>Somebody with a passkey, and what they do with it.</summary>
internal sealed record PasskeyStory(TestPerson Person, TestCaller Session, SoftwareAuthenticator Device, Passkey Passkey) : IDisposable
{
    public static async Task<PasskeyStory> NewAsync(RunningServer server) => await OfAsync(await TestPerson.NewAsync(server));

    public static async Task<PasskeyStory> OfAsync(TestPerson person)
    {
        var (session, device) = (await person.SignedInAsync(), new SoftwareAuthenticator());
        return new(person, session, device, await RegisterAsync(session, device));
    }

    public void Dispose() => Device.Dispose();

    public static async Task<Passkey> RegisterAsync(TestCaller session, SoftwareAuthenticator device, string name = "Telefoon") =>
        await FinishAsync(session, device, await session.Passkeys().BeginPasskeyRegistrationAsync(new()), name);

    public static async Task<Passkey> FinishAsync(TestCaller session, SoftwareAuthenticator device, PasskeyChallenge challenge, string name = "Telefoon")
    {
        var answer = new PasskeyAnswer { ChallengeToken = challenge.ChallengeToken, Credential = device.Create(challenge.Options) };
        return await session.Passkeys().FinishPasskeyRegistrationAsync(new() { Answer = answer, Name = name });
    }

    public async Task<SignInResponse> SignInAsync(TestCaller? through = null)
    {
        var door = (through ?? Person.Server.As("")).Door();
        return await door.FinishPasskeySignInAsync(new() { Answer = Answer(await door.BeginPasskeySignInAsync(new())), DeviceName = "Test" });
    }

    public Task<RpcException> RefusedAsync() => Assert.ThrowsAsync<RpcException>(() => SignInAsync());

    public PasskeyAnswer Answer(PasskeyChallenge challenge) => new() { ChallengeToken = challenge.ChallengeToken, Credential = Device.Get(challenge.Options) };
}

internal static class PasskeyCalls
{
    public static Keys Passkeys(this TestCaller caller) => new(caller.Grpc);
}
