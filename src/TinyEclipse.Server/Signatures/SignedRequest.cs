namespace TinyEclipse.Server.Signatures;

/// <summary>A request as it goes over the wire, and the components of it that a signature covers.</summary>
public sealed record SignedRequest(string Method, string Authority, string Path, string Query, byte[] Body, string ContentDigest)
{
    public static SignedRequest Of(HttpMethod method, Uri address, byte[] body) =>
        new(method.Method, address.IsDefaultPort ? address.IdnHost : address.IdnHost + ":" + address.Port, address.AbsolutePath, address.Query, body, Signatures.ContentDigest.Of(body));

    /// <summary>The value of a derived component or a header (RFC 9421, 2.1 and 2.2).</summary>
    public string ValueOf(string component) => component switch
    {
        "@method" => Method,
        "@authority" => Authority.ToLowerInvariant(),
        "@path" => Path.Length == 0 ? "/" : Path,
        // Without a query the value is a lone question mark.
        "@query" => Query.Length == 0 ? "?" : Query,
        "content-digest" => ContentDigest,
        _ => throw new ArgumentException($"A signature of ours does not cover {component}.", nameof(component)),
    };
}
