using CellDynamics.Web.Hosting;

try
{
    await using WebApplication site = Site.Build(args);
    await site.RunAsync();
    return 0;
}
catch (Exception failure) when (failure is InvalidOperationException or IOException)
{
    // What keeps the site from starting is for the person at the terminal: a sentence, not a stack.
    await Console.Error.WriteLineAsync(failure.Message);
    return 1;
}
