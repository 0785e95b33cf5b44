using System.Security.Cryptography;
using System.Text;
using TinyEclipse.Server.Features.People.SignIn;

namespace TinyEclipse.Server.Features.Pairing;

/// <summary>How guessing codes is slowed down. Wrong codes alone count.</summary>
public static class PairingLanes
{
    private static readonly LaneRule OneAddress = new(FreeFailures: 10, LongestWait: TimeSpan.FromMinutes(15), ForgivenAfter: TimeSpan.FromMinutes(1));

    // All of the internet together: in the long run one wrong code a second, so a code's 10 minutes see some 1,200 of 55 thousand million. Who pairs meanwhile waits a minute at most.
    private static readonly LaneRule Everybody = new(FreeFailures: 600, LongestWait: TimeSpan.FromMinutes(1), ForgivenAfter: TimeSpan.FromSeconds(1));

    public static IReadOnlyList<GuessLane> Of(string network) => [new(Key($"pairing\n{network}"), OneAddress), new(Key("pairing"), Everybody)];

    private static byte[] Key(string name) => SHA256.HashData(Encoding.UTF8.GetBytes(name));
}
