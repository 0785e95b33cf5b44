using TinyEclipse.Server.Rpc;

namespace TinyEclipse.Server.Features.Pairing;

/// <summary>What a code may still do.</summary>
public enum PairingVerdict
{
    /// <summary>Connects the site; also again, when the answer to the first time got lost.</summary>
    Good,
    Over,
    Used,
    OtherAddress,
}

/// <summary>A code as it is kept.</summary>
/// <param name="Url">Home URL it is meant for; empty for any.</param>
/// <param name="ExpiresAt">When its time is over.</param>
/// <param name="UsedFingerprint">The installation that used it; empty before.</param>
/// <param name="IsTokenUsed">Whether the token that was given for it has been used.</param>
public sealed record PairingState(string Url, DateTimeOffset ExpiresAt, string UsedFingerprint, bool IsTokenUsed);

public static class PairingRules
{
    public static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(10);

    public static PairingVerdict Judge(PairingState state, string fingerprint, string homeUrl, DateTimeOffset now)
    {
        if (state.ExpiresAt <= now)
            return PairingVerdict.Over;
        // Once the token was used the answer has arrived, and the code is spent for everybody.
        if (state.UsedFingerprint.Length > 0 && (state.UsedFingerprint != fingerprint || state.IsTokenUsed))
            return PairingVerdict.Used;

        return state.Url.Length == 0 || HomeUrl.AreSame(state.Url, homeUrl) ? PairingVerdict.Good : PairingVerdict.OtherAddress;
    }
}
