using TinyEclipse.Server.Rpc;

namespace TinyEclipse.Server.Features.People.SignIn;

/// <summary>What a device keeps of a sign-in, so that the next one is told from a stranger's. It opens nothing by itself.</summary>
public sealed class DeviceHints(SignedText signer)
{
    public const int MostCharacters = 500;
    private const string Purpose = "device";

    public string Make(Guid personId) => signer.Sign(Purpose, $"{personId} {Guid.NewGuid()}");

    /// <summary>The device that signed in as this person before; null when it did not.</summary>
    public Guid? Read(string hint, Guid personId) =>
        hint.Length > 0
        && signer.Verify(Purpose, hint)?.Split(' ') is [var person, var device]
        && Guid.Parse(person) == personId
            ? Guid.Parse(device)
            : null;
}
