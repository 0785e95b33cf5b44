using Google.Protobuf;
using TinyEclipse.Server.Rpc;

namespace TinyEclipse.Server.Privacy;

/// <summary>One thing that is held about a contact.</summary>
/// <param name="Key">Its place in the list of its part.</param>
public sealed record ContactDatum(string Key, IMessage Message)
{
    public ContactDatum(Guid id, IMessage message)
        : this(id.ToString(), message)
    {
    }
}

/// <summary>Some of a list in its order.</summary>
/// <param name="After">The key that it goes on behind, empty at the beginning.</param>
public sealed record ContactDataSlice(string After, int Limit)
{
    public static ContactDataSlice All { get; } = new("", int.MaxValue);

    /// <summary>For lists whose keys are ids, none of which is as low as the empty one.</summary>
    public Guid AfterId => After.Length == 0 ? Guid.Empty : Checks.RequireId("page_token", After);
}
