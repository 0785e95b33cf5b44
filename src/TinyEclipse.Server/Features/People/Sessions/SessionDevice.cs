using Grpc.Core;
using TinyEclipse.Server.Rpc;

namespace TinyEclipse.Server.Features.People.Sessions;

/// <summary>Where a session begins, as its person recognises it in the list.</summary>
public readonly record struct SessionDevice(string Name, string Address)
{
    public const int MostCharacters = 200;

    public static SessionDevice Of(ServerCallContext context, string name)
    {
        var called = name.Length > 0 ? name : context.RequestHeaders.GetValue("user-agent") ?? "";
        var shown = new string([.. called.Where(character => !char.IsControl(character))]).Trim();
        return new(shown.Length <= MostCharacters ? shown : shown[..MostCharacters], CallerAddress.Of(context).ToString());
    }
}
