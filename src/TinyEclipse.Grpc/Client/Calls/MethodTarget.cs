using Grpc.Core;
using Grpc.Net.Client.Retries;

namespace Grpc.Net.Client.Calls;

/// <summary>What a channel works out once for each method.</summary>
internal sealed record MethodTarget(string FullName, string MethodName, Uri Uri, string ServiceUrl, RetryRules? Retries)
{
    public static MethodTarget Create(Uri address, IMethod method, RetryRules? retries)
    {
        var uri = new Uri(address, method.FullName);
        var serviceUrl = $"{uri.Scheme}://{uri.Authority}/{method.ServiceName}";
        return new MethodTarget(method.FullName, method.Name, uri, serviceUrl, retries);
    }
}
