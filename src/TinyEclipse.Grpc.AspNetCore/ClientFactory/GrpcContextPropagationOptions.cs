namespace Grpc.AspNetCore.ClientFactory;

public class GrpcContextPropagationOptions
{
    /// <summary>Lets the client also be used where no gRPC call is being served; there is nothing to hand on then.</summary>
    public bool SuppressContextNotFoundErrors { get; set; }
}
