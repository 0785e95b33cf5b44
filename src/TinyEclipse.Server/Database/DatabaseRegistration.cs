namespace TinyEclipse.Server.Database;

public static class DatabaseRegistration
{
    public static void AddDatabase(this IServiceCollection services)
    {
        services.AddSingleton(provider => DatabaseOptions.From(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<TenantDatabase>();
        services.AddSingleton<ServerSecrets>();
        services.AddSingleton<DatabaseSignals>();
        services.AddHostedService(provider => provider.GetRequiredService<DatabaseSignals>());
        services.AddHostedService<ChoreWorker>();
    }
}
