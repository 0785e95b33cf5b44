using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client.Configuration;
using TinyEclipse.Audit.V1;
using TinyEclipse.Contacts.V1;
using TinyEclipse.Notifications.V1;
using TinyEclipse.People.V1;
using TinyEclipse.Shop.V1;
using TinyEclipse.Sites.V1;
using TinyEclipse.Tenants.V1;

namespace TinyEclipse.Client;

/// <summary>Tries a read again while the server is away. A write is not repeated: the first try may have been carried out.</summary>
internal static class ReadRetries
{
    private static readonly FileDescriptor[] Files =
    [
        TenantServiceReflection.Descriptor,
        QuarantineServiceReflection.Descriptor,
        ServerKeyServiceReflection.Descriptor,
        SiteServiceReflection.Descriptor,
        AbandonedCartServiceReflection.Descriptor,
        ContactServiceReflection.Descriptor,
        JourneyServiceReflection.Descriptor,
        NotificationServiceReflection.Descriptor,
        PushSubscriptionServiceReflection.Descriptor,
        OutboxServiceReflection.Descriptor,
        ApiTokenServiceReflection.Descriptor,
        InvitationServiceReflection.Descriptor,
        MemberServiceReflection.Descriptor,
        PasskeyServiceReflection.Descriptor,
        PersonServiceReflection.Descriptor,
        SecondFactorServiceReflection.Descriptor,
        SessionServiceReflection.Descriptor,
        AuditServiceReflection.Descriptor,
    ];

    public static ServiceConfig? For(int maxAttempts)
    {
        if (maxAttempts < 2)
            return null;

        var reads = new MethodConfig
        {
            RetryPolicy = new RetryPolicy
            {
                MaxAttempts = maxAttempts,
                InitialBackoff = TimeSpan.FromMilliseconds(100),
                MaxBackoff = TimeSpan.FromSeconds(2),
                BackoffMultiplier = 3,
                RetryableStatusCodes = { StatusCode.Unavailable },
            },
        };
        foreach (var method in Files.SelectMany(file => file.Services).SelectMany(service => service.Methods).Where(IsRead))
            reads.Names.Add(new MethodName { Service = method.Service.FullName, Method = method.Name });
        return new ServiceConfig { MethodConfigs = { reads } };
    }

    public static bool IsRead(MethodDescriptor method) =>
        method is { IsServerStreaming: false, IsClientStreaming: false }
        && (method.Name.StartsWith("Get", StringComparison.Ordinal) || method.Name.StartsWith("List", StringComparison.Ordinal));
}
