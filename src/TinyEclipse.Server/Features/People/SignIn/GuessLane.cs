using System.Security.Cryptography;
using System.Text;

namespace TinyEclipse.Server.Features.People.SignIn;

/// <summary>How guesses along a lane are slowed down.</summary>
/// <param name="FreeFailures">So many cost nothing: people mistype.</param>
/// <param name="LongestWait">Each further one doubles the wait, up to this.</param>
/// <param name="ForgivenAfter">One failure is forgotten in so much time.</param>
public sealed record LaneRule(int FreeFailures, TimeSpan LongestWait, TimeSpan ForgivenAfter);

/// <summary>Guesses that are counted together.</summary>
public sealed record GuessLane(byte[] Key, LaneRule Rule)
{
    // Somebody at one address: a few tries, then one an hour.
    private static readonly LaneRule OneStranger = new(5, TimeSpan.FromHours(1), TimeSpan.FromHours(1));

    // All strangers together, however many addresses they have: in the long run four guesses an hour.
    private static readonly LaneRule AllStrangers = new(20, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30));

    // One address that tries many accounts; an office shares one.
    private static readonly LaneRule OneAddress = new(50, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(1));

    // Codes from everywhere, by somebody who may know the password: three in a million are right, so even years of this are few.
    private static readonly LaneRule AllCodes = new(500, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5));

    // A mailbox is not to be filled.
    private static readonly LaneRule OneMailbox = new(3, TimeSpan.FromHours(1), TimeSpan.FromHours(1));

    // Who holds the device, or a session, and does not know the password.
    private static readonly LaneRule OneDevice = new(10, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(10));

    /// <summary>The lanes of a device that has not signed in to the account before.</summary>
    public static IReadOnlyList<GuessLane> OfStranger(string email, string network) =>
        [Named(OneStranger, "stranger", email, network), Named(AllStrangers, "account", email), Named(OneAddress, "address", network)];

    /// <summary>The lane of a device that has: what strangers do does not hold it up, nor the other way round.</summary>
    public static IReadOnlyList<GuessLane> OfDevice(Guid personId, Guid deviceId) => [Named(OneDevice, "device", personId.ToString(), deviceId.ToString())];

    /// <summary>The lanes of codes that are to open a closed lane: mostly of one address, so that nobody else closes it to the owner.</summary>
    public static IReadOnlyList<GuessLane> OfCode(string email, string network) =>
        [Named(OneStranger, "code", email, network), Named(AllCodes, "codes", email)];

    /// <summary>The lanes of asking for a new password, which sends mail.</summary>
    public static IReadOnlyList<GuessLane> OfReset(string email, string network) =>
        [Named(OneMailbox, "reset", email), Named(OneAddress, "reset address", network)];

    /// <summary>The lane of who answers with passkeys: which account is meant is not known before the answer is right.</summary>
    public static IReadOnlyList<GuessLane> OfPasskey(string network) => [Named(OneAddress, "passkey address", network)];

    /// <summary>The lane of somebody who holds a session and proves more.</summary>
    public static IReadOnlyList<GuessLane> OfPerson(Guid personId) => [Named(OneDevice, "person", personId.ToString())];

    private static GuessLane Named(LaneRule rule, params string[] name) => new(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', name))), rule);
}
