using Grpc.AspNetCore.Server.Model;

namespace Grpc.AspNetCore.Server.Calls;

/// <summary>gRPC's own door.</summary>
internal sealed class WireMethodMapper : IServiceMethodMapper;
