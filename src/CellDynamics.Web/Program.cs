using CellDynamics.Web.Hosting;

try
{
    await using WebApplication site = Site.Build(args);
    await site.RunAsync();
    return 0;
}
catch (Exception failure) when (StartFailure.Describe(failure) is { } sentence)
{
    await Console.Error.WriteLineAsync(sentence);
    return 1;
}
