namespace Grpc.Net.ClientFactory;

/// <summary>Makes clients that were registered with AddGrpcClient, by the name they have there.</summary>
public abstract class GrpcClientFactory
{
    public abstract TClient CreateClient<TClient>(string name)
        where TClient : class;
}
