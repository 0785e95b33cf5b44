namespace Grpc.Net.Client.Configuration;

/// <summary>What applies to the methods it names.</summary>
public sealed class MethodConfig
{
    public IList<MethodName> Names { get; } = [];

    public RetryPolicy? RetryPolicy { get; set; }
}

/// <summary>A method, all methods of a service (no method named), or every method (<see cref="Default"/>). The narrowest match counts.</summary>
public sealed class MethodName
{
    public static readonly MethodName Default = new();

    /// <summary>With its package, for example "shop.v1.CartService".</summary>
    public string? Service { get; set; }

    public string? Method { get; set; }
}
