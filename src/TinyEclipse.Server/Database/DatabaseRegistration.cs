using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace TinyEclipse.Server.Database;

public static class DatabaseRegistration
{
    public static void AddDatabase(this IServiceCollection services)
    {
        services.AddSingleton(provider => DatabaseOptions.From(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<ServerDatabase>();
        services.AddSingleton<TenantDatabase>();
        services.AddSingleton<ServerSecrets>();
        services.AddSecretBox();
        services.AddSingleton<DatabaseSignals>();
        services.AddHostedService(provider => provider.GetRequiredService<DatabaseSignals>());
        services.AddHostedService<ChoreWorker>();
    }

    private static void AddSecretBox(this IServiceCollection services)
    {
        services.AddOptions<SecretsOptions>()
            .Configure<IConfiguration>((secrets, configuration) => secrets.FormerKeyEncryptionKey = configuration[SecretsOptions.FormerSetting] ?? "")
            .BindConfiguration("Secrets")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<FormerWrapping>();
        services.AddSingleton<DataProtectionKeys>();
        services.AddDataProtection().SetApplicationName("TinyEclipse");
        services.AddOptions<KeyManagementOptions>().Configure<DataProtectionKeys>((management, keys) => management.XmlRepository = keys);
        services.AddSingleton<SecretBox>();
    }
}
