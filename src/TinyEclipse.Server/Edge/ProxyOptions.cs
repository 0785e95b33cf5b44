using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace TinyEclipse.Server.Edge;

/// <summary>Section "Proxy".</summary>
public sealed class ProxyOptions
{
    /// <summary>Addresses or networks (10.0.0.0/8) of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed. None: nobody's are.</summary>
    public string[] Known { get; set; } = [];

    /// <exception cref="InvalidOperationException">One is neither an address nor a network.</exception>
    public void ApplyTo(IApplicationBuilder app)
    {
        if (Known.Length == 0)
            return;

        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var known in Known)
        {
            if (IPAddress.TryParse(known, out var address))
                forwarded.KnownProxies.Add(address);
            else if (System.Net.IPNetwork.TryParse(known, out var network))
                forwarded.KnownIPNetworks.Add(network);
            else
                throw new InvalidOperationException($"Proxy:Known takes addresses such as 10.0.0.5 and networks such as 10.0.0.0/8, not \"{known}\".");
        }
        app.UseForwardedHeaders(forwarded);
    }
}
