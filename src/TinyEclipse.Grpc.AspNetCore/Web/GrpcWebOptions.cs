namespace Microsoft.AspNetCore.Builder;

public class GrpcWebOptions
{
    /// <summary>True for every service that does not say otherwise; false for those only that EnableGrpcWeb() is called on.</summary>
    public bool DefaultEnabled { get; set; }
}
